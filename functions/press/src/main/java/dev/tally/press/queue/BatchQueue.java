package dev.tally.press.queue;

import java.util.List;
import java.util.Map;

/** A queue that takes several messages in one call. */
public interface BatchQueue {

    /** How many messages one call takes at the most. */
    int MAX_BATCH = 10;

    /**
     * Sends 1 to {@value #MAX_BATCH} messages.
     *
     * @return why the queue did not confirm a message, by the places of those
     * @throws QueueUnavailableException if the queue confirmed none
     */
    Map<Integer, String> send(List<TracedMessage> messages);
}
