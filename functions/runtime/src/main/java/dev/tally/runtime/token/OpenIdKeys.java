package dev.tally.runtime.token;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.lang.JoseException;

/**
 * The requests for an issuer's public keys: first for its OpenID configuration, then for the keys at its {@code jwks_uri}.
 *
 * <p>jose4j's {@code Get} (0.9.6) does not replace this class. It follows redirects, and its time-outs bound each read,
 * not the whole answer.
 *
 * @see <a href="https://openid.net/specs/openid-connect-discovery-1_0.html">OpenID Connect Discovery</a>
 */
final class OpenIdKeys {

    /** The time-out of a fetch. Its double is still well below the time-out of a function. */
    private static final Duration TIMEOUT = Duration.ofSeconds(3);

    private static final int MAX_BYTES = 256 * 1024;
    private static final int OK = 200;
    private static final JsonMapper JSON = new JsonMapper();

    private final TokenRule rule;
    private final Duration timeout;

    OpenIdKeys(TokenRule rule) {
        this(rule, TIMEOUT);
    }

    OpenIdKeys(TokenRule rule, Duration timeout) {
        this.rule = rule;
        this.timeout = timeout;
    }

    /** Returns the published keys. Ends within twice the time-out. */
    List<JsonWebKey> fetch() throws IOException {
        long end = System.nanoTime() + timeout.toNanos();
        URI keys = keysOf(json(read(rule.configuration(), end)));
        try {
            return new JsonWebKeySet(read(keys, end)).getJsonWebKeys();
        } catch (JoseException noKeys) {
            throw new IOException(keys + " is not a set of keys", noKeys);
        }
    }

    private URI keysOf(JsonNode configuration) throws IOException {
        if (!configuration.path("issuer").asText().equals(rule.issuer())) {
            throw new IOException(rule.configuration() + " names another issuer, '"
                    + configuration.path("issuer").asText() + "': set TALLY_JWT_ISSUER to exactly that URL");
        }
        String keys = configuration.path("jwks_uri").asText();
        // An issuer with https must also publish its keys with https.
        if (!keys.startsWith("https://")
                && !(keys.startsWith("http://") && rule.issuer().startsWith("http://"))) {
            throw new IOException(rule.configuration() + " has no jwks_uri that begins with https://");
        }
        return uri(keys);
    }

    private JsonNode json(String text) throws IOException {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException noJson) {
            throw new IOException(rule.configuration() + " is not JSON", noJson);
        }
    }

    private static URI uri(String text) throws IOException {
        try {
            return URI.create(text);
        } catch (IllegalArgumentException malformed) {
            throw new IOException("jwks_uri is not a URL: " + text, malformed);
        }
    }

    private static String read(URI url, long end) throws IOException {
        HttpURLConnection call = (HttpURLConnection) url.toURL().openConnection();
        call.setInstanceFollowRedirects(false);
        try {
            call.setConnectTimeout(requireTime(end));
            // The read time-out applies to each read, so the last read can take as long as the whole time-out.
            call.setReadTimeout(requireTime(end));
            if (call.getResponseCode() != OK) {
                throw new IOException("HTTP " + call.getResponseCode());
            }
            try (InputStream body = call.getInputStream()) {
                return read(body, end);
            }
        } catch (IOException failed) {
            throw new IOException(url + ": " + failed.getMessage(), failed);
        } finally {
            call.disconnect();
        }
    }

    private static String read(InputStream body, long end) throws IOException {
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        byte[] part = new byte[8192];
        for (int read = body.read(part); read >= 0; read = body.read(part)) {
            whole.write(part, 0, read);
            if (whole.size() > MAX_BYTES) {
                throw new IOException("the answer has more than " + MAX_BYTES + " bytes");
            }
            var unused = requireTime(end);
        }
        return whole.toString(StandardCharsets.UTF_8);
    }

    /** Returns the milliseconds left, at least 1. */
    private static int requireTime(long end) throws IOException {
        long left = (end - System.nanoTime()) / 1_000_000;
        if (left < 1) {
            throw new IOException("the answer was not complete in time");
        }
        return (int) left;
    }
}
