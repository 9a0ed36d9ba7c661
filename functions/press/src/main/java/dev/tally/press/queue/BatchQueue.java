package dev.tally.press.queue;

import dev.tally.counter.SequenceNumber;
import java.util.List;

/** A queue that accepts several messages in one call. */
public interface BatchQueue {

    /** The maximum number of messages in one call. */
    int MAX_BATCH = 10;

    /** The outcome of one message. */
    sealed interface Outcome {

        /** The queue has the message under this number. */
        record Confirmed(SequenceNumber sequence) implements Outcome {}

        /** The queue did not confirm the message, for this reason. */
        record Unconfirmed(String reason) implements Outcome {}
    }

    /**
     * Sends 1 to {@value #MAX_BATCH} messages.
     *
     * @return the outcome of each message, in their order
     * @throws QueueUnavailableException if the queue confirmed no message
     */
    List<Outcome> send(List<TracedMessage> messages);
}
