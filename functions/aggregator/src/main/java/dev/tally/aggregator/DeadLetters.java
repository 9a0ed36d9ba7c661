package dev.tally.aggregator;

/** The destination of messages that can never be counted. */
interface DeadLetters {

    /**
     * Sends a message to the dead letters, with the reason. A repetition within 5 minutes has no effect.
     *
     * @throws RuntimeException if the send failed; the message must then not be acknowledged
     */
    void send(Message message, String reason);
}
