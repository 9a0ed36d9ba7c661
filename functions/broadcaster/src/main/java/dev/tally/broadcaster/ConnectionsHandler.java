package dev.tally.broadcaster;

import com.amazonaws.services.lambda.runtime.Context;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tally.counter.ConnectionId;
import jakarta.inject.Named;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * The function {@code connections}: every route of the WebSocket API.
 *
 * @see <a href="https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-websocket-api-route-keys-connect-disconnect.html">
 *     API Gateway: $connect and $disconnect</a>
 */
@Named("connections")
public class ConnectionsHandler extends JsonHandler {

    private static final int OK = 200;

    private final ServeConnection serveConnection;
    private final Welcome welcome;
    private final Invocations invocations;

    ConnectionsHandler(ServeConnection serveConnection, Welcome welcome, Invocations invocations) {
        this.serveConnection = serveConnection;
        this.welcome = welcome;
        this.invocations = invocations;
    }

    @Override
    JsonNode handle(JsonNode event, Context context) {
        if (event.has("welcome")) {
            JsonNode content = event.get("welcome");
            welcome.welcome(
                    new ConnectionId(content.get("connection").asText()),
                    content.get("counters").asText());
        } else {
            route(
                    event,
                    new ConnectionId(event.at("/requestContext/connectionId").asText()));
        }
        return answer();
    }

    private void route(JsonNode event, ConnectionId connection) {
        switch (event.at("/requestContext/eventType").asText()) {
            case "CONNECT" -> connect(event, connection);
            case "DISCONNECT" -> serveConnection.close(connection);
            case "MESSAGE" -> serveConnection.serve(connection, ClientMessage.parse(body(event)));
            default -> throw new IllegalArgumentException("not an event of a WebSocket API: it has no eventType");
        }
    }

    /** A connection is open only after this was answered, so what it asked for at once is left to a later invocation. */
    private void connect(JsonNode event, ConnectionId connection) {
        serveConnection.open(connection);
        String counters = event.at("/queryStringParameters/counters").asText();
        if (!counters.isEmpty()) {
            invocations.welcome(connection, counters);
        }
    }

    private static String body(JsonNode event) {
        String body = event.path("body").asText();
        return event.path("isBase64Encoded").asBoolean()
                ? new String(Base64.getDecoder().decode(body), StandardCharsets.UTF_8)
                : body;
    }

    private static ObjectNode answer() {
        return JsonNodeFactory.instance.objectNode().put("statusCode", OK);
    }
}
