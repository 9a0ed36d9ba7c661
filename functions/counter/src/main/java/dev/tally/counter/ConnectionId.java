package dev.tally.counter;

/** The id that the WebSocket API gave a connection. It can contain {@code =}, {@code -} and {@code _}. */
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
