package dev.tally.press.http;

import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HexFormat;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Path and query of an event, written so that Quarkus can make a URL of them. API Gateway's HTTP API decodes the path, in
 * spite of its name {@code rawPath}: a decoded blank would break the URL, a decoded question mark start a query, and what is
 * encoded twice be decoded twice. The query it leaves as it came.
 */
public final class EventUrl {

    private static final HexFormat HEX = HexFormat.of().withUpperCase();

    /** https://www.rfc-editor.org/rfc/rfc3986#section-3.3, but for the semicolon, which would start parameters. */
    private static final BitSet PATH =
            setOf("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~!$&'()*+,=:@/");

    private static final BitSet QUERY = printable();

    private static final Set<String> NOT_PLAIN = Set.of("", ".", "..");

    private EventUrl() {}

    /** Rewrites path and query of an event, and removes its host. */
    public static void normalize(APIGatewayV2HTTPEvent event) {
        event.setRawPath(path(event.getRawPath()));
        event.setRawQueryString(query(event.getRawQueryString()));
        if (event.getHeaders() != null) {
            // No resource reads the host, and Quarkus would fail on a malformed one.
            event.getHeaders().remove("host");
        }
    }

    static @Nullable String path(@Nullable String decoded) {
        return encode(decoded, PATH);
    }

    /** Whether a path is read as it is written, which one with empty segments, dots or a slash at its end is not. */
    public static boolean isPlain(@Nullable String path) {
        return path != null && Arrays.stream(path.split("/", -1)).skip(1).noneMatch(NOT_PLAIN::contains);
    }

    static @Nullable String query(@Nullable String encoded) {
        return encode(encoded, QUERY);
    }

    private static @Nullable String encode(@Nullable String text, BitSet plain) {
        if (text == null || text.chars().allMatch(plain::get)) {
            return text;
        }
        StringBuilder url = new StringBuilder(text.length() * 2);
        for (byte octet : text.getBytes(StandardCharsets.UTF_8)) {
            if (octet > 0 && plain.get(octet)) {
                url.append((char) octet);
            } else {
                url.append('%').append(HEX.toHexDigits(octet));
            }
        }
        return url.toString();
    }

    private static BitSet setOf(String characters) {
        BitSet set = new BitSet();
        characters.chars().forEach(set::set);
        return set;
    }

    private static BitSet printable() {
        BitSet set = new BitSet();
        set.set('!', '~' + 1);
        return set;
    }
}
