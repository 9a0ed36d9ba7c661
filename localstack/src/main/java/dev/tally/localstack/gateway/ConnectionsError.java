package dev.tally.localstack.gateway;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;

/**
 * An error that the {@code @connections} API answers.
 *
 * @see <a href="https://docs.aws.amazon.com/apigatewaymanagementapi/latest/APIReference/API_PostToConnection.html">
 *     PostToConnection</a>
 */
enum ConnectionsError {
    EMPTY(400, "BadRequestException", "The message is empty"),
    FORBIDDEN(403, "ForbiddenException", "Forbidden"),
    GONE(410, "GoneException", "The connection does not exist"),
    TOO_LARGE(413, "PayloadTooLargeException", "The message has more than 131072 bytes"),
    THROTTLED(429, "LimitExceededException", "Too Many Requests"),
    CLIENT_SLOW(429, "LimitExceededException", "The client's buffer is full"),
    INTERNAL(500, "InternalServerErrorException", "Internal server error");

    private final int status;
    private final String type;
    private final String body;

    ConnectionsError(int status, String type, String message) {
        this.status = status;
        this.type = type;
        this.body = JsonObject.of("message", message).encode();
    }

    void send(HttpServerResponse response) {
        response.setStatusCode(status)
                .putHeader("content-type", "application/json")
                .putHeader("x-amzn-errortype", type)
                .putHeader("x-amzn-requestid", RequestIds.request());
        ConnectionsApi.end(response, Buffer.buffer(body));
    }
}
