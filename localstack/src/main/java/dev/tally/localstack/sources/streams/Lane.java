package dev.tally.localstack.sources.streams;

import dev.tally.localstack.sources.Backoff;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The records of some partition keys of a shard. They go to the function one batch after the other. */
final class Lane {

    /** The size limit of an event: https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
    private static final int MAX_BYTES = 6 * 1024 * 1024;

    private static final int ENVELOPE = "{\"Records\":[]}".length();

    private final int batchSize;
    private final Backoff backoff;
    private final Deque<StreamRecord> waiting = new ArrayDeque<>();
    private final Deque<Attempt> batch = new ArrayDeque<>();
    private boolean busy;

    Lane(int batchSize, Backoff backoff) {
        this.batchSize = batchSize;
        this.backoff = backoff;
    }

    synchronized void add(StreamRecord record) {
        waiting.add(record);
    }

    /**
     * Begins the next attempt, from the rest of the current batch or from a new batch.
     *
     * @param newBatch whether a new batch may begin
     * @return null if there is no record left, or the last attempt has not ended
     */
    synchronized @Nullable Attempt begin(boolean newBatch) {
        if (busy) {
            return null;
        }
        if (batch.isEmpty() && newBatch && !waiting.isEmpty()) {
            batch.add(new Attempt(take()));
        }
        Attempt next = batch.poll();
        busy = next != null;
        return next;
    }

    /** Ends the current attempt, and puts its unfinished parts in front of the rest of the batch. */
    synchronized void end(List<Attempt> left) {
        for (int i = left.size() - 1; i >= 0; i--) {
            batch.addFirst(left.get(i));
        }
        busy = false;
    }

    /** Ends the current attempt, and drops the rest of the batch. */
    synchronized void abandon() {
        batch.clear();
        busy = false;
    }

    synchronized Duration nextWait() {
        return backoff.next();
    }

    synchronized void resetWait() {
        backoff.reset();
    }

    synchronized boolean inProgress() {
        return busy || !batch.isEmpty();
    }

    synchronized int waiting() {
        return waiting.size();
    }

    private List<StreamRecord> take() {
        List<StreamRecord> taken = new ArrayList<>();
        int bytes = ENVELOPE;
        while (!waiting.isEmpty() && taken.size() < batchSize) {
            bytes += waiting.element().event().length() + 1;
            if (bytes > MAX_BYTES && !taken.isEmpty()) {
                break;
            }
            taken.add(waiting.remove());
        }
        return taken;
    }
}
