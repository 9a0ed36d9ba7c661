package dev.tally.press.http;

import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import jakarta.ws.rs.core.HttpHeaders;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Locale;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * The gzip compression of answers.
 *
 * <p>Quarkus' compression cannot be used, because its Lambda handler decides by the media type alone whether a body is
 * text. Compressed JSON would come out as broken text.
 */
public final class Compression {

    /** In characters. Compressing a shorter body costs more than it saves. */
    private static final int MIN_LENGTH = 1024;

    private Compression() {}

    /** Adds the header that announces the compression. A 304 has this header as well, so it is added before that. */
    public static void announce(APIGatewayV2HTTPResponse answer) {
        if (isCompressible(answer)) {
            answer.getHeaders().put(HttpHeaders.VARY, HttpHeaders.ACCEPT_ENCODING);
        }
    }

    /** Compresses the body of an answer if it is long enough and the client accepts gzip. */
    public static void apply(@Nullable Map<String, String> requestHeaders, APIGatewayV2HTTPResponse answer) {
        announce(answer);
        if (isCompressible(answer) && acceptsGzip(requestHeaders)) {
            compress(answer, answer.getBody());
        }
    }

    private static boolean isCompressible(APIGatewayV2HTTPResponse answer) {
        return answer.getBody() != null && answer.getBody().length() >= MIN_LENGTH && !answer.getIsBase64Encoded();
    }

    private static boolean acceptsGzip(@Nullable Map<String, String> headers) {
        if (headers == null) {
            return false;
        }
        return headers.entrySet().stream()
                .filter(header -> header.getKey().equalsIgnoreCase(HttpHeaders.ACCEPT_ENCODING))
                .flatMap(header -> Arrays.stream(header.getValue().split(",")))
                .map(coding -> coding.replace(" ", "").toLowerCase(Locale.ROOT))
                .anyMatch(coding -> coding.startsWith("gzip") && !coding.matches("gzip;q=0(\\.0*)?"));
    }

    private static void compress(APIGatewayV2HTTPResponse answer, String body) {
        ByteArrayOutputStream compressed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(compressed)) {
            gzip.write(body.getBytes(StandardCharsets.UTF_8));
        } catch (IOException bug) {
            throw new UncheckedIOException(bug);
        }
        answer.setBody(Base64.getEncoder().encodeToString(compressed.toByteArray()));
        answer.setIsBase64Encoded(true);
        answer.getHeaders().keySet().removeIf(name -> name.equalsIgnoreCase(HttpHeaders.CONTENT_LENGTH));
        answer.getHeaders().put(HttpHeaders.CONTENT_ENCODING, "gzip");
    }
}
