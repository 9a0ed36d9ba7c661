package dev.tally.press;

import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent.RequestContext;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent.RequestContext.Authorizer;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent.RequestContext.Http;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent.RequestContext.IAM;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tally.press.http.RequestLimit;
import dev.tally.runtime.FixedTimeContext;
import io.quarkus.amazon.lambda.http.LambdaHttpHandler;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/** A client that calls the function with an event, as API Gateway does. */
@ApplicationScoped
public class ApiClient {

    /** The source address of all calls. */
    public static final String ADDRESS = "127.0.0.1";

    private static final ObjectMapper JSON = new ObjectMapper();

    /** The time-out of press in infra/stack.yaml, in milliseconds. */
    private static final int TIMEOUT = 10_000;

    private final LambdaHttpHandler handler;
    private int timeLeft = TIMEOUT;

    ApiClient(LambdaHttpHandler handler) {
        this.handler = handler;
    }

    /** Sets the time that Lambda leaves for each further call; null for all of it. */
    void leave(@Nullable Duration time) {
        timeLeft = time == null ? TIMEOUT : (int) time.toMillis();
    }

    public Answer get(String path, String... headers) {
        return call("GET", path, null, headers);
    }

    /** Posts a body as JSON. */
    public Answer post(String path, @Nullable String body, String... headers) {
        return call("POST", path, body, headers);
    }

    /**
     * Calls the function.
     *
     * @param path the path, with its query if it has one
     * @param body declared as JSON unless a header says otherwise; null for none
     * @param headers alternating names and values
     */
    Answer call(String method, String path, @Nullable String body, String... headers) {
        return call(context(method), path, body, headers);
    }

    /** Calls the function from the command line, as {@code make adjust} does. */
    Answer administer(String method, String path, @Nullable String body, String... headers) {
        RequestContext context = context(method);
        context.setAuthorizer(Authorizer.builder()
                .withIam(IAM.builder().withUserId("command-line").build())
                .build());
        return call(context, path, body, headers);
    }

    /** Calls the function as the client that API Gateway identified. */
    Answer call(RequestContext context, String path, @Nullable String body, String... headers) {
        return call(event(context, path, body, headers));
    }

    /** Takes requests until the limit rejects one. */
    public void exhaust(RequestLimit limit) {
        APIGatewayV2HTTPEvent request = event(context("POST"), "/press", null);
        while (limit.take(request).orElseThrow().granted()) {}
    }

    /** Calls the function with an event. */
    Answer call(APIGatewayV2HTTPEvent event) {
        return call(event, null);
    }

    /** Presses in an invocation that Lambda traces. */
    Answer press(String traceHeader, String... headers) {
        return call(event(context("POST"), "/press", null, headers), traceHeader);
    }

    private Answer call(APIGatewayV2HTTPEvent event, @Nullable String traceHeader) {
        String path = event.getRawPath();
        return new Answer(
                event.getRequestContext().getHttp().getMethod(),
                path,
                handler.handleRequest(event, new FixedTimeContext(timeLeft, traceHeader)));
    }

    /** Decodes a path as API Gateway does. A broken escape, which API Gateway would reject, stays as it is. */
    private static String decoded(String path) {
        try {
            return URLDecoder.decode(path.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException broken) {
            return path;
        }
    }

    private static RequestContext context(String method) {
        return RequestContext.builder()
                .withHttp(
                        Http.builder().withMethod(method).withSourceIp(ADDRESS).build())
                .build();
    }

    private static APIGatewayV2HTTPEvent event(
            RequestContext context, String path, @Nullable String body, String... headers) {
        String[] parts = path.split("\\?", 2);
        return APIGatewayV2HTTPEvent.builder()
                .withRawPath(decoded(parts[0]))
                .withRawQueryString(parts.length > 1 ? parts[1] : "")
                .withHeaders(headers(body, headers))
                .withBody(body)
                .withRequestContext(context)
                .build();
    }

    private static Map<String, String> headers(@Nullable String body, String... pairs) {
        Map<String, String> headers = new HashMap<>();
        if (body != null) {
            headers.put("content-type", "application/json");
        }
        for (int i = 0; i < pairs.length; i += 2) {
            headers.put(pairs[i].toLowerCase(Locale.ROOT), pairs[i + 1]);
        }
        return headers;
    }

    /** An answer with the method and path of its call. */
    public record Answer(String method, String path, APIGatewayV2HTTPResponse response) {

        public int status() {
            return response.getStatusCode();
        }

        @Nullable
        public String header(String name) {
            return response.getHeaders().entrySet().stream()
                    .filter(header -> header.getKey().equalsIgnoreCase(name))
                    .map(Map.Entry::getValue)
                    .findFirst()
                    .orElse(null);
        }

        public JsonNode json() {
            try {
                return JSON.readTree(text());
            } catch (IOException broken) {
                throw new IllegalStateException(broken);
            }
        }

        /** Returns the body, decompressed if it is encoded. */
        String text() throws IOException {
            String body = String.valueOf(response.getBody());
            if (!response.getIsBase64Encoded()) {
                return body;
            }
            byte[] compressed = Base64.getDecoder().decode(body);
            if (header("Content-Encoding") == null) {
                return new String(compressed, StandardCharsets.UTF_8);
            }
            try (GZIPInputStream content = new GZIPInputStream(new ByteArrayInputStream(compressed))) {
                return new String(content.readAllBytes(), StandardCharsets.UTF_8);
            }
        }
    }
}
