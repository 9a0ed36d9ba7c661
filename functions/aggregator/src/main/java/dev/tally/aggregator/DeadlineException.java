package dev.tally.aggregator;

/** There is no time left to start another write. */
final class DeadlineException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    DeadlineException(String unfinished) {
        super("no time left for " + unfinished);
    }
}
