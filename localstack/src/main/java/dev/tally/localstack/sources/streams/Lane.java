package dev.tally.localstack.sources.streams;

import dev.tally.localstack.sources.Backoff;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Records of some partition keys of a shard, which go to the function one batch after the other. */
final class Lane {

    /** An event's limit: https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
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
     * Begins what comes next: the rest of the batch under way, or a new batch.
     *
     * @param newBatch whether a new one may begin
     * @return null if there is nothing to begin, or something has begun and not ended
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

    /** Ends what has begun, and puts what is left of it before the rest of the batch. */
    synchronized void end(List<Attempt> left) {
        for (int i = left.size() - 1; i >= 0; i--) {
            batch.addFirst(left.get(i));
        }
        busy = false;
    }

    /** Ends what has begun, and gives up the rest of the batch. */
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

    synchronized boolean underWay() {
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
