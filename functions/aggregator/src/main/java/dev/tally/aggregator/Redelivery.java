package dev.tally.aggregator;

import java.time.Duration;
import java.util.Map;

/** The delivery of received messages to the next receiver. */
interface Redelivery {

    /**
     * Makes messages visible again after a delay each, with one call. Leaves messages of other queues alone.
     *
     * @throws RuntimeException if some of the delays may not have been set
     */
    void schedule(Map<Message, Duration> delays);
}
