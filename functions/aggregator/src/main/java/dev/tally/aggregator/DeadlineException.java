package dev.tally.aggregator;

/** A deadline that leaves no time to start another write. */
final class DeadlineException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    DeadlineException(String unfinished) {
        super("no time left for " + unfinished);
    }
}
