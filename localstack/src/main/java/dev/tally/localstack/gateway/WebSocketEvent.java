package dev.tally.localstack.gateway;

import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The event that API Gateway sends to a function for a connection or a message.
 *
 * @see <a href="https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-websocket-api-mapping-template-reference.html">
 *     WebSocket API mapping template reference</a>
 */
final class WebSocketEvent {

    /** Headers of the handshake's own connection, which the gateway does not forward. */
    private static final Set<String> NOT_FORWARDED = Set.of("connection", "keep-alive", "upgrade");

    private final JsonObject event = new JsonObject();
    private final JsonObject context = new JsonObject();
    private final String requestId = RequestIds.request();

    private WebSocketEvent(String route, String type, String stage, ClientConnection connection, Instant now) {
        context.put("routeKey", route)
                .put("eventType", type)
                .put("extendedRequestId", requestId)
                .put("requestTime", ClfTime.of(now))
                .put("messageDirection", "IN")
                .put("stage", stage)
                .put("connectedAt", connection.connectedAt().toEpochMilli())
                .put("requestTimeEpoch", now.toEpochMilli())
                .put("identity", identity(connection))
                .put("requestId", requestId)
                .put("domainName", connection.domain())
                .put("connectionId", connection.id())
                .put("apiId", "local");
    }

    static WebSocketEvent connect(String stage, ClientConnection connection, HttpServerRequest request, Instant now) {
        WebSocketEvent event = new WebSocketEvent(WebSocketRoutes.CONNECT, "CONNECT", stage, connection, now);
        event.put("headers", "multiValueHeaders", byName(headers(request, now)));
        if (request.query() != null) {
            event.put("queryStringParameters", "multiValueQueryStringParameters", RequestParts.queryValues(request));
        }
        return event;
    }

    static WebSocketEvent message(String stage, ClientConnection connection, String route, String text, Instant now) {
        WebSocketEvent event = new WebSocketEvent(route, "MESSAGE", stage, connection, now);
        event.context.put("messageId", RequestIds.request());
        event.event.put("body", text);
        return event;
    }

    static WebSocketEvent disconnect(String stage, ClientConnection connection, int code, String reason, Instant now) {
        WebSocketEvent event = new WebSocketEvent(WebSocketRoutes.DISCONNECT, "DISCONNECT", stage, connection, now);
        event.context.put("disconnectStatusCode", code).put("disconnectReason", reason);
        event.put("headers", "multiValueHeaders", byName(headersAfterHandshake(connection)));
        return event;
    }

    String requestId() {
        return requestId;
    }

    Buffer toBuffer() {
        return event.put("requestContext", context)
                .put("isBase64Encoded", false)
                .toBuffer();
    }

    private static JsonObject identity(ClientConnection connection) {
        return new JsonObject().put("userAgent", connection.userAgent()).put("sourceIp", connection.sourceIp());
    }

    private static MultiMap headers(HttpServerRequest request, Instant now) {
        MultiMap headers = MultiMap.caseInsensitiveMultiMap().addAll(request.headers());
        NOT_FORWARDED.forEach(headers::remove);
        String before = headers.get("X-Forwarded-For");
        String nearest = request.remoteAddress().hostAddress();
        headers.set("X-Forwarded-For", before == null ? nearest : before + ", " + nearest);
        headers.set("X-Forwarded-Port", Integer.toString(request.localAddress().port()));
        headers.set("X-Forwarded-Proto", request.isSSL() ? "https" : "http");
        if (!headers.contains("X-Amzn-Trace-Id")) {
            headers.set("X-Amzn-Trace-Id", RequestIds.trace(now));
        }
        return headers;
    }

    /** Returns the headers that AWS sends after the handshake. */
    private static MultiMap headersAfterHandshake(ClientConnection connection) {
        return MultiMap.caseInsensitiveMultiMap()
                .add("Host", connection.domain())
                .add("x-api-key", "")
                .add("X-Forwarded-For", "")
                .add("x-restapi", "");
    }

    private static Map<String, List<String>> byName(MultiMap headers) {
        Map<String, List<String>> values = new LinkedHashMap<>();
        headers.names().forEach(name -> values.put(name, headers.getAll(name)));
        return values;
    }

    /** Adds values in two forms: the last value of each name, and all values. */
    private void put(String lastOf, String allOf, Map<String, List<String>> values) {
        JsonObject last = new JsonObject();
        JsonObject all = new JsonObject();
        values.forEach((name, ofName) -> {
            last.put(name, ofName.get(ofName.size() - 1));
            all.put(name, new JsonArray(List.copyOf(ofName)));
        });
        event.put(lastOf, last).put(allOf, all);
    }
}
