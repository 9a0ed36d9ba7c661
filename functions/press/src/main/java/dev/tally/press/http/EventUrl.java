package dev.tally.press.http;

import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HexFormat;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The path and query of an event, encoded so that Quarkus can build a URL from them.
 *
 * <p>API Gateway's HTTP API decodes the path, despite its name {@code rawPath}, but not the query. Without encoding, a
 * decoded blank would break the URL, and a decoded question mark would start a query. A path encoded twice would be
 * decoded twice.
 */
public final class EventUrl {

    private static final HexFormat HEX = HexFormat.of().withUpperCase();

    /** https://www.rfc-editor.org/rfc/rfc3986#section-3.3 without the semicolon, which would start parameters. */
    private static final BitSet PATH =
            setOf("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~!$&'()*+,=:@/");

    /** The same set, with encoded characters and a question mark. Quarkus would read a semicolon as a separator of parameters. */
    private static final BitSet QUERY =
            setOf("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~!$&'()*+,=:@/?%");

    private static final Set<String> NOT_PLAIN = Set.of("", ".", "..");

    private EventUrl() {}

    /** Encodes the path and query of an event, and removes its host. */
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

    /** Returns whether routers read a path literally: no segment is empty or of dots, and no slash is at the end. */
    public static boolean isPlain(String path) {
        return Arrays.stream(path.split("/", -1)).skip(1).noneMatch(NOT_PLAIN::contains);
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
}
