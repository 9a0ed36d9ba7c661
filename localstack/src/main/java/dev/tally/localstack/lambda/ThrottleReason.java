package dev.tally.localstack.lambda;

/**
 * The quota that throttles an invocation, by AWS's name.
 *
 * @see <a href="https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html#API_Invoke_Errors">Invoke:
 *     TooManyRequestsException</a>
 */
public enum ThrottleReason {
    ACCOUNT("ConcurrentInvocationLimitExceeded"),
    RESERVED("ReservedFunctionConcurrentInvocationLimitExceeded");

    private final String name;

    ThrottleReason(String name) {
        this.name = name;
    }

    @Override
    public String toString() {
        return name;
    }
}
