package dev.tally.press.http;

import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent.RequestContext;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The address of a client behind CloudFront. Only CloudFront knows the secret, so only a request with the secret may
 * name an address. In any other request the address is the one that API Gateway reports.
 */
public final class ViewerAddress {

    static final String SECRET = "Tally-Origin-Secret";

    /** The address without a port, which a function of CloudFront sets and thereby takes from every client. */
    static final String ADDRESS = "Tally-Viewer-Address";

    /** CloudFront's own header, with a port. The cached calls have it in place of the other one. */
    static final String ADDRESS_AND_PORT = "CloudFront-Viewer-Address";

    private static final int MIN_LENGTH = 32;
    private static final Pattern FORM = Pattern.compile("[0-9a-fA-F:.]{2,45}");

    private final byte @Nullable [] secret;

    /**
     * @param secret the value of the header that proves CloudFront, empty to trust no header
     * @throws IllegalArgumentException if the secret is too short; the message names the setting
     */
    public ViewerAddress(Optional<String> secret) {
        if (secret.isPresent() && secret.get().length() < MIN_LENGTH) {
            throw new IllegalArgumentException("TALLY_ORIGIN_SECRET must have at least " + MIN_LENGTH
                    + " characters, such as the output of: openssl rand -hex 32");
        }
        this.secret = secret.map(text -> text.getBytes(StandardCharsets.UTF_8)).orElse(null);
    }

    /** Removes the headers of CloudFront, and replaces the request's address by theirs if the secret is right. */
    public void resolve(APIGatewayV2HTTPEvent request) {
        Map<String, String> headers = request.getHeaders();
        boolean isTrusted = isSecret(headers.remove(SECRET));
        String address = headers.remove(ADDRESS);
        String withPort = headers.remove(ADDRESS_AND_PORT);
        if (isTrusted) {
            Optional.ofNullable(address)
                    .or(() -> Optional.ofNullable(withPort).map(ViewerAddress::withoutPort))
                    .filter(text -> FORM.matcher(text).matches())
                    .ifPresent(text -> Optional.ofNullable(request.getRequestContext())
                            .map(RequestContext::getHttp)
                            .ifPresent(http -> http.setSourceIp(text)));
        }
    }

    /** Compares in constant time, so that the time of an answer reveals no part of the secret. */
    private boolean isSecret(@Nullable String sent) {
        return secret != null && sent != null && MessageDigest.isEqual(secret, sent.getBytes(StandardCharsets.UTF_8));
    }

    /** Returns the address of {@code 192.0.2.1:443} or {@code 2001:db8::1:443}. */
    private static String withoutPort(String address) {
        return address.substring(0, Math.max(0, address.lastIndexOf(':')));
    }
}
