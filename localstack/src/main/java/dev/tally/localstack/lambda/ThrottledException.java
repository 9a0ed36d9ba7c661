package dev.tally.localstack.lambda;

/** The error for an invocation when every environment of the function is busy and its queue is full. */
public final class ThrottledException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public ThrottledException(String function) {
        super("too many invocations of '" + function + "' at once");
    }
}
