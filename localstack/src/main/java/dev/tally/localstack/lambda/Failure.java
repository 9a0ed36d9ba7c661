package dev.tally.localstack.lambda;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Locale;

/** The reason for a missing answer of the function, as the document that Lambda answers instead. */
@FunctionalInterface
interface Failure {

    /**
     * The largest response of a synchronous invocation in bytes: 6 MB and 100 bytes, as Lambda's message says.
     * https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
     */
    int MAX_RESPONSE = 6 * 1024 * 1024 + 100;

    /** The exit value of a process that received SIGKILL. */
    int KILLED = 128 + 9;

    Buffer document(String requestId);

    static Failure timedOut(Duration limit) {
        String seconds = String.format(Locale.ROOT, "%.2f", limit.toMillis() / 1000.0);
        return requestId -> about(requestId, "Sandbox.Timedout", "Error: Task timed out after " + seconds + " seconds");
    }

    static Failure exited(int exitValue) {
        return requestId -> about(requestId, "Runtime.ExitError", "Error: " + reason(exitValue));
    }

    static Failure responseTooLarge() {
        return requestId -> json(
                "Function.ResponseSizeTooLarge",
                "Response payload size exceeded maximum allowed payload size (" + MAX_RESPONSE + " bytes).");
    }

    private static String reason(int exitValue) {
        return switch (exitValue) {
            case 0 -> "Runtime exited without providing a reason";
            case KILLED -> "Runtime exited with error: signal: killed";
            default -> "Runtime exited with error: exit status " + exitValue;
        };
    }

    private static Buffer about(String requestId, String type, String message) {
        return json(type, "RequestId: " + requestId + " " + message);
    }

    private static Buffer json(String type, String message) {
        return new JsonObject()
                .put("errorType", type)
                .put("errorMessage", message)
                .toBuffer();
    }
}
