package dev.tally.broadcaster.rollup;

import dev.tally.counter.message.QueueMessage.OfShard;
import java.util.List;

/** The queue of clicks, as the function rollup sends resets and votes to it. */
public interface ChangeQueue {

    /**
     * Sends changes. Returns once the queue has all of them, or had them within the last 5 minutes.
     *
     * @throws IllegalStateException if the queue did not confirm a change; the caller must retry
     */
    void send(List<OfShard> changes);
}
