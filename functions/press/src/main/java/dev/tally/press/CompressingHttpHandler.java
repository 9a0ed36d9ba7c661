package dev.tally.press;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.amazon.lambda.http.LambdaHttpHandler;
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
 * An HTTP event in, the answer out, compressed if the client accepts that.
 *
 * <p>Quarkus' own compression cannot be used: its Lambda handler decides by the media type alone whether a body is text,
 * and would return compressed JSON as broken text.
 */
public class CompressingHttpHandler extends LambdaHttpHandler {

    /** In characters: below, compressing costs more than it saves. */
    private static final int MIN_LENGTH = 1024;

    private static final int BAD_REQUEST = 400;

    private final ObjectMapper json;

    CompressingHttpHandler(ObjectMapper json) {
        this.json = json;
    }

    @Override
    public APIGatewayV2HTTPResponse handleRequest(APIGatewayV2HTTPEvent request, Context context) {
        request.setRawPath(EventUrl.path(request.getRawPath()));
        request.setRawQueryString(EventUrl.query(request.getRawQueryString()));
        if (request.getHeaders() != null) {
            // Nothing here asks for the host, and a malformed one would be a fault of ours.
            request.getHeaders().remove("host");
        }
        APIGatewayV2HTTPResponse answer = super.handleRequest(request, context);
        String body = answer.getBody();
        if (body == null && answer.getStatusCode() >= BAD_REQUEST) {
            refuse(answer);
        } else if (body != null && body.length() >= MIN_LENGTH && !answer.getIsBase64Encoded()) {
            answer.getHeaders().put(HttpHeaders.VARY, HttpHeaders.ACCEPT_ENCODING);
            if (acceptsGzip(request.getHeaders())) {
                compress(answer, body);
            }
        }
        return answer;
    }

    /** Puts into words what the HTTP layer refused before any resource saw it, such as a path with a broken escape. */
    private void refuse(APIGatewayV2HTTPResponse answer) {
        ProblemType type = ProblemType.INVALID_REQUEST;
        String detail = "the request line or a header is malformed, or too large";
        answer.setBody(problem(new Problem(type.uri(), type.title(), answer.getStatusCode(), detail, null, null)));
        answer.getHeaders().keySet().removeIf(name -> name.equalsIgnoreCase(HttpHeaders.CONTENT_LENGTH));
        answer.getHeaders().put(HttpHeaders.CONTENT_TYPE, Problem.MEDIA_TYPE);
        answer.getHeaders().put(HttpHeaders.CACHE_CONTROL, "no-store");
    }

    /** The body of an answer that is a problem. */
    String problem(Problem problem) {
        try {
            return json.writeValueAsString(problem);
        } catch (JsonProcessingException bug) {
            throw new UncheckedIOException(bug);
        }
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
