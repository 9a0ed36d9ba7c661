package dev.tally.counter;

/** The store holds something that Tally never writes, such as an item that was edited by hand. It does not pass by itself. */
public final class UnreadableItemException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** @param message which item, and what is wrong with it */
    public UnreadableItemException(String message) {
        super(message);
    }
}
