package dev.tally.localstack.gateway;

import io.vertx.core.json.JsonObject;

/**
 * An error that API Gateway answers itself.
 *
 * @see <a href="https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-troubleshooting-lambda.html">
 *     Troubleshooting HTTP API Lambda integrations</a>
 */
enum GatewayFault {
    BAD_REQUEST(400, "Bad Request"),
    UNAUTHORIZED(401, "Unauthorized"),
    FORBIDDEN(403, "Forbidden"),
    REQUEST_TOO_LARGE(413, "Request Entity Too Large"),
    INTERNAL_ERROR(500, "Internal Server Error"),
    UNAVAILABLE(503, "Service Unavailable");

    private final int status;
    private final String message;

    GatewayFault(int status, String message) {
        this.status = status;
        this.message = message;
    }

    HttpAnswer answer() {
        return HttpAnswer.json(status, JsonObject.of("message", message).toBuffer());
    }
}
