package dev.tally.broadcaster.channel;

import dev.tally.counter.CounterId;
import java.time.Duration;

/** The queue of touches that are due later. The function {@code connections} receives them. */
public interface TouchQueue {

    /**
     * Sends a touch of a counter's total.
     *
     * @param delay the time until the function receives it, at most 15 minutes; rounded up to whole seconds
     * @throws IllegalStateException if the queue did not accept the touch
     */
    void send(CounterId counter, Duration delay);
}
