package dev.tally.counter;

/** The name that the WebSocket API gave a connection; may hold {@code =}, {@code -} and {@code _}. */
public record ConnectionId(String value) {

    /** @throws IllegalArgumentException if the value is empty */
    public ConnectionId {
        if (value.isEmpty()) {
            throw new IllegalArgumentException("connection id must not be empty");
        }
    }

    @Override
    public String toString() {
        return value;
    }
}
