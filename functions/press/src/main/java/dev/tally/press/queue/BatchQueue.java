package dev.tally.press.queue;

import java.util.List;
import java.util.Map;

/** A queue that accepts several messages in one call. */
public interface BatchQueue {

    /** The maximum number of messages in one call. */
    int MAX_BATCH = 10;

    /**
     * Sends 1 to {@value #MAX_BATCH} messages.
     *
     * @return the reason for each message that the queue did not confirm, by the message's index
     * @throws QueueUnavailableException if the queue confirmed no message
     */
    Map<Integer, String> send(List<TracedMessage> messages);
}
