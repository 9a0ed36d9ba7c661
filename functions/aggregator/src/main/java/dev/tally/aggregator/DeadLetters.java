package dev.tally.aggregator;

/** Where messages go that can never be counted. */
interface DeadLetters {

    /**
     * Parks a message with the reason; parking it again within 5 minutes parks it once.
     *
     * @throws RuntimeException if it could not be parked; the message must then not be acknowledged
     */
    void send(Message message, String reason);
}
