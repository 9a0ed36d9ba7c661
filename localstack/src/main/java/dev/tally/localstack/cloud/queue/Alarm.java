package dev.tally.localstack.cloud.queue;

/** The timer that wakes long polls. */
@FunctionalInterface
public interface Alarm {

    /**
     * Runs an action once, on another thread.
     *
     * @param millis the delay in milliseconds, 0 or more
     */
    void after(long millis, Runnable action);
}
