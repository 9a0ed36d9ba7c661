package dev.tally.localstack.gateway;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.tally.localstack.gateway.JwtAuthorizer.Authorization;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The event that API Gateway sends to a function for a request, in payload format 2.0.
 *
 * @see <a href="https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html#http-api-develop-integrations-lambda.proxy-format">
 *     Payload format version 2.0</a>
 */
final class HttpEvent {

    private static final JsonFactory JSON = new JsonFactory();
    private static final int SIZE_HINT = 2 * 1024;
    private static final String STAGE = "$default";

    private final JsonGenerator out;
    private final HttpServerRequest request;
    private final Buffer body;
    private final Route route;
    private final Optional<Authorization> authorization;

    private HttpEvent(
            JsonGenerator out,
            HttpServerRequest request,
            Buffer body,
            Route route,
            Optional<Authorization> authorization) {
        this.out = out;
        this.request = request;
        this.body = body;
        this.route = route;
        this.authorization = authorization;
    }

    /**
     * Returns the event of a request.
     *
     * @param authorization the result of the route's authorizer, if it has one
     * @throws IllegalArgumentException if the request is malformed
     */
    static Buffer of(
            HttpServerRequest request,
            Buffer body,
            String requestId,
            Instant now,
            Route route,
            Optional<Authorization> authorization) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(SIZE_HINT + body.length());
        try (JsonGenerator out = JSON.createGenerator(bytes)) {
            new HttpEvent(out, request, body, route, authorization).write(requestId, now);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return Buffer.buffer(bytes.toByteArray());
    }

    private void write(String requestId, Instant now) throws IOException {
        String path = RequestParts.path(request);
        out.writeStartObject();
        out.writeStringField("version", "2.0");
        out.writeStringField("routeKey", route.key());
        out.writeStringField("rawPath", path);
        out.writeStringField("rawQueryString", request.query() == null ? "" : request.query());
        writeCookies();
        writeMap("headers", RequestParts.headers(request, now));
        if (request.query() != null) {
            writeMap("queryStringParameters", RequestParts.query(request));
        }
        if (!route.parameters().isEmpty()) {
            writeMap("pathParameters", route.parameters());
        }
        writeContext(path, requestId, now);
        writeBody();
        out.writeEndObject();
    }

    private void writeCookies() throws IOException {
        List<String> cookies = RequestParts.cookies(request);
        if (!cookies.isEmpty()) {
            out.writeFieldName("cookies");
            out.writeArray(cookies.toArray(String[]::new), 0, cookies.size());
        }
    }

    private void writeContext(String path, String requestId, Instant now) throws IOException {
        String domain = RequestParts.domain(request);
        out.writeObjectFieldStart("requestContext");
        out.writeStringField("accountId", "000000000000");
        out.writeStringField("apiId", "local");
        if (authorization.isPresent()) {
            writeAuthorizer(authorization.get());
        }
        out.writeStringField("domainName", domain);
        out.writeStringField("domainPrefix", domain.split("\\.", -1)[0]);
        writeHttp(path);
        out.writeStringField("requestId", requestId);
        out.writeStringField("routeKey", route.key());
        out.writeStringField("stage", STAGE);
        out.writeStringField("time", ClfTime.of(now));
        out.writeNumberField("timeEpoch", now.toEpochMilli());
        out.writeEndObject();
    }

    private void writeAuthorizer(Authorization granted) throws IOException {
        Map<String, String> claims = new TreeMap<>();
        granted.token().claims().forEach((name, value) -> claims.put(name, text(value)));
        out.writeObjectFieldStart("authorizer");
        out.writeObjectFieldStart("jwt");
        writeMap("claims", claims);
        out.writeFieldName("scopes");
        if (granted.scopes().isEmpty()) {
            out.writeNull();
        } else {
            String[] scopes = granted.scopes().stream().sorted().toArray(String[]::new);
            out.writeArray(scopes, 0, scopes.length);
        }
        out.writeEndObject();
        out.writeEndObject();
    }

    /** Returns a claim as text, a list as {@code [a b]}. */
    private static String text(@Nullable Object claim) {
        return claim instanceof List<?> list
                ? list.stream().map(String::valueOf).collect(Collectors.joining(" ", "[", "]"))
                : String.valueOf(claim);
    }

    private void writeHttp(String path) throws IOException {
        String userAgent = request.getHeader("user-agent");
        out.writeObjectFieldStart("http");
        out.writeStringField("method", request.method().name());
        out.writeStringField("path", path);
        out.writeStringField("protocol", RequestParts.protocol(request));
        out.writeStringField("sourceIp", request.remoteAddress().hostAddress());
        out.writeStringField("userAgent", userAgent == null ? "" : userAgent);
        out.writeEndObject();
    }

    private void writeBody() throws IOException {
        boolean text = TextContent.isText(request.getHeader("content-type"));
        if (body.length() > 0) {
            out.writeFieldName("body");
            if (text) {
                out.writeString(body.toString(StandardCharsets.UTF_8));
            } else {
                out.writeBinary(body.getBytes());
            }
        }
        out.writeBooleanField("isBase64Encoded", body.length() > 0 && !text);
    }

    private void writeMap(String name, Map<String, String> values) throws IOException {
        out.writeObjectFieldStart(name);
        for (Map.Entry<String, String> value : values.entrySet()) {
            out.writeStringField(value.getKey(), value.getValue());
        }
        out.writeEndObject();
    }
}
