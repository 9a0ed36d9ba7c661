package dev.tally.counter;

/** An item that Tally never writes, such as one that was edited by hand. A retry fails until the item is repaired. */
public final class UnreadableItemException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** @param message the keys of the item and the fault */
    public UnreadableItemException(String message) {
        super(message);
    }
}
