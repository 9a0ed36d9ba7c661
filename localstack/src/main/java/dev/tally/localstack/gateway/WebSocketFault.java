package dev.tally.localstack.gateway;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.util.concurrent.TimeoutException;

/**
 * An error that API Gateway itself sends to a client, as a message or as the answer to its handshake.
 *
 * @see <a href="https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-websocket-api-route-keys-connect-disconnect.html">
 *     The $connect route</a>
 */
enum WebSocketFault {
    TOO_MANY_REQUESTS(429, "Too Many Requests"),
    FUNCTION_FAILED(502, "Internal server error"),
    FUNCTION_LATE(504, "Endpoint request timed out");

    private final int status;
    private final String message;

    WebSocketFault(int status, String message) {
        this.status = status;
        this.message = message;
    }

    static WebSocketFault of(Throwable failure) {
        return failure instanceof TimeoutException ? FUNCTION_LATE : FUNCTION_FAILED;
    }

    int status() {
        return status;
    }

    Buffer body(ClientConnection connection, String requestId) {
        return body(message, connection, requestId);
    }

    static Buffer body(String message, ClientConnection connection, String requestId) {
        return JsonObject.of("message", message, "connectionId", connection.id(), "requestId", requestId)
                .toBuffer();
    }
}
