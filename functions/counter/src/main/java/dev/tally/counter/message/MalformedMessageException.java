package dev.tally.counter.message;

/** A message that can never be counted. Its message says what is wrong with it. */
public final class MalformedMessageException extends Exception {

    private static final long serialVersionUID = 1L;

    public MalformedMessageException(String reason) {
        super(reason);
    }
}
