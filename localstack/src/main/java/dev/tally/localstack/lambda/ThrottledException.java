package dev.tally.localstack.lambda;

/** Every environment of the function is busy, and so are all the places in its queue. */
public final class ThrottledException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public ThrottledException(String function) {
        super("too many invocations of '" + function + "' at once");
    }
}
