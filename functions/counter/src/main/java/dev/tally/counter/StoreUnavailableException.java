package dev.tally.counter;

/** A missing or late answer of the store. It is unknown whether a write took effect. */
public final class StoreUnavailableException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public StoreUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}
