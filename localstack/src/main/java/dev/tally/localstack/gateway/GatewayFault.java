package dev.tally.localstack.gateway;

import io.vertx.core.json.JsonObject;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * An error that API Gateway answers itself.
 *
 * <p>AWS documents a {@code message}. If the request is at fault, the answer has the members of a problem as well,
 * because the clients of the function read problems.
 *
 * @see <a href="https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-troubleshooting-lambda.html">
 *     Troubleshooting HTTP API Lambda integrations</a>
 */
enum GatewayFault {
    BAD_REQUEST(
            400, "Bad Request", "the URL, the Host or a header is malformed: correct the request, and write % as %25"),
    UNAUTHORIZED(401, "Unauthorized"),
    FORBIDDEN(403, "Forbidden"),
    NOT_FOUND(404, "Not Found", "no such path: the path must start with /"),
    REQUEST_TOO_LARGE(413, "Request Entity Too Large", "the body is far too large: send at most 16384 bytes"),
    URI_TOO_LONG(414, "URI Too Long", "the request line is too long: send at most 10240 bytes with all headers"),
    HEADERS_TOO_LARGE(
            431,
            "Request Header Fields Too Large",
            "the headers are too large: send at most 10240 bytes with the request line"),
    TOO_MANY_REQUESTS(429, "Too Many Requests"),
    INTERNAL_ERROR(500, "Internal Server Error"),
    UNAVAILABLE(503, "Service Unavailable");

    private static final String PROBLEM = "urn:tally:problem:";

    private final int status;
    private final String message;
    private final @Nullable String detail;

    GatewayFault(int status, String message) {
        this(status, message, null);
    }

    /** @param detail the mistake and the correct form, null if the request is not at fault */
    GatewayFault(int status, String message, @Nullable String detail) {
        this.status = status;
        this.message = message;
        this.detail = detail;
    }

    /** Returns the fault of a status, {@link #BAD_REQUEST} for an unknown status. */
    static GatewayFault of(int status) {
        return Arrays.stream(values())
                .filter(fault -> fault.status == status)
                .findFirst()
                .orElse(BAD_REQUEST);
    }

    HttpAnswer answer() {
        JsonObject body = JsonObject.of("message", message);
        if (detail == null) {
            return HttpAnswer.json(status, body.toBuffer());
        }
        body.put("type", PROBLEM + type())
                .put("title", message)
                .put("status", status)
                .put("detail", detail);
        return HttpAnswer.problem(status, body.toBuffer());
    }

    private String type() {
        return switch (this) {
            case REQUEST_TOO_LARGE -> "body-too-large";
            case NOT_FOUND -> "not-found";
            default -> "invalid-request";
        };
    }
}
