package dev.tally.press.queue;

/** Where accepted clicks and posts wait to be counted and written. */
public interface ClickQueue {

    /**
     * Returns once the queue has the message, or had it already under the same id within the last 5 minutes.
     *
     * @throws QueueUnavailableException if the queue did not confirm it; it may have it nevertheless
     */
    void send(TracedMessage message);
}
