package dev.tally.press;

import java.util.List;
import java.util.Set;

/** A queue that takes several messages in one call. */
interface BatchQueue {

    /** How many messages one call takes at the most. */
    int MAX_BATCH = 10;

    /**
     * Sends 1 to {@value #MAX_BATCH} messages.
     *
     * @return the places of those that the queue did not confirm
     * @throws QueueUnavailableException if the queue confirmed none
     */
    Set<Integer> send(List<Outgoing> messages);
}
