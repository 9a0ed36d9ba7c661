package dev.tally.localstack.lambda;

import org.jspecify.annotations.Nullable;

/**
 * An error that the Lambda API answers.
 *
 * @see <a href="https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html#API_Invoke_Errors">Errors</a>
 */
final class InvokeException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final int status;
    private final String type;
    private final @Nullable ThrottleReason reason;

    private InvokeException(int status, String type, String message) {
        this(status, type, message, null);
    }

    private InvokeException(int status, String type, String message, @Nullable ThrottleReason reason) {
        super(message, null, false, false);
        this.status = status;
        this.type = type;
        this.reason = reason;
    }

    static InvokeException notFound(String arn) {
        return new InvokeException(404, "ResourceNotFoundException", "Function not found: " + arn);
    }

    static InvokeException noAlias(String arn) {
        return new InvokeException(404, "ResourceNotFoundException", "Cannot find alias arn: " + arn);
    }

    static InvokeException unknownPath(String path) {
        return new InvokeException(404, "UnknownOperationException", "the local Lambda API has no path " + path);
    }

    static InvokeException badParameter(String parameter, String value, String rule) {
        return new InvokeException(
                400, "InvalidParameterValueException", parameter + " must be " + rule + ", not '" + value + "'");
    }

    static InvokeException badContent(String reason) {
        return new InvokeException(
                400, "InvalidRequestContentException", "Could not parse request body into json: " + reason);
    }

    static InvokeException tooLarge(int limit) {
        return new InvokeException(
                413,
                "RequestTooLargeException",
                "Request must be smaller than " + limit + " bytes for the InvokeFunction operation");
    }

    /** Returns the error for an invocation that did not reach its function. */
    static InvokeException of(Throwable failure, String arn) {
        Throwable cause = Functions.failureOf(failure);
        if (cause instanceof InvokeException answer) {
            return answer;
        }
        if (cause instanceof NoSuchFunctionException) {
            return notFound(arn);
        }
        return cause instanceof ThrottledException throttled
                ? new InvokeException(429, "TooManyRequestsException", "Rate Exceeded.", throttled.reason())
                : new InvokeException(500, "ServiceException", String.valueOf(cause.getMessage()));
    }

    int status() {
        return status;
    }

    String type() {
        return type;
    }

    /** Returns the reason of a throttled invocation, null for other errors. */
    @Nullable
    ThrottleReason reason() {
        return reason;
    }
}
