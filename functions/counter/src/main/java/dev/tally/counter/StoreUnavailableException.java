package dev.tally.counter;

/** The store did not answer, or not in time. Whether a write took effect is unknown. */
public final class StoreUnavailableException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public StoreUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}
