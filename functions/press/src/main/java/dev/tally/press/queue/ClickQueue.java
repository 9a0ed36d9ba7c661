package dev.tally.press.queue;

import dev.tally.counter.SequenceNumber;
import java.util.List;

/** The queue of accepted clicks and posts. */
public interface ClickQueue {

    /**
     * Sends a message. Returns once the queue has it, or if the queue accepted the same id within the last 5 minutes.
     *
     * @return the number of the message in its group
     * @throws QueueUnavailableException if the queue did not confirm the message; the queue may still have it
     */
    SequenceNumber send(TracedMessage message);

    /** Sends several messages, as {@link #send} does each. */
    default void sendAll(List<TracedMessage> messages) {
        messages.forEach(this::send);
    }
}
