package dev.tally.press.queue;

import dev.tally.counter.SequenceNumber;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Semaphore;

/** A click queue that sends concurrent messages in one call. */
@Singleton
class CoalescingClickQueue implements ClickQueue {

    // If no sender is at work, a message is sent at once. Otherwise messages wait for the sender. A second sender works
    // as long as whole batches wait. One call sends up to ten messages. So batches grow with the load, and no message
    // waits for a full batch or behind more than one slow call. In an environment with one invocation at a time, each
    // message is sent alone, as without coalescing.
    private static final int SENDERS = 2;

    private final BatchQueue queue;
    private final ExecutorService executor;
    private final Semaphore senders = new Semaphore(SENDERS);
    private final Queue<Pending> waiting = new ConcurrentLinkedQueue<>();

    CoalescingClickQueue(BatchQueue queue, ExecutorService executor) {
        this.queue = queue;
        this.executor = executor;
    }

    @Override
    public SequenceNumber send(TracedMessage message) {
        Pending pending = new Pending(message, new CompletableFuture<>());
        waiting.add(pending);
        startSender();
        try {
            return pending.confirmed.join();
        } catch (CompletionException failed) {
            throw failed.getCause() instanceof QueueUnavailableException unavailable ? unavailable : failed;
        }
    }

    @Override
    public void sendAll(List<TracedMessage> messages) {
        for (int start = 0; start < messages.size(); start += BatchQueue.MAX_BATCH) {
            queue.send(messages.subList(start, Math.min(messages.size(), start + BatchQueue.MAX_BATCH)))
                    .forEach(CoalescingClickQueue::requireConfirmed);
        }
    }

    private static void requireConfirmed(BatchQueue.Outcome outcome) {
        if (outcome instanceof BatchQueue.Outcome.Unconfirmed failed) {
            throw new QueueUnavailableException(failed.reason(), null);
        }
    }

    private void startSender() {
        if (isNeeded() && senders.tryAcquire()) {
            executor.execute(this::sendAll);
        }
    }

    private boolean isNeeded() {
        return senders.availablePermits() == SENDERS || isWholeBatchWaiting();
    }

    private boolean isWholeBatchWaiting() {
        return waiting.size() >= BatchQueue.MAX_BATCH;
    }

    private boolean isAlone() {
        return senders.availablePermits() == SENDERS - 1;
    }

    private void sendAll() {
        try {
            for (List<Pending> batch = nextBatch(); !batch.isEmpty(); batch = nextBatch()) {
                send(batch);
            }
        } finally {
            senders.release();
        }
        if (!waiting.isEmpty()) {
            // Added between the last poll and the release.
            startSender();
        }
    }

    private List<Pending> nextBatch() {
        if (!isAlone() && !isWholeBatchWaiting()) {
            return List.of();
        }
        List<Pending> batch = new ArrayList<>(BatchQueue.MAX_BATCH);
        while (batch.size() < BatchQueue.MAX_BATCH) {
            Pending pending = waiting.poll();
            if (pending == null) {
                break;
            }
            batch.add(pending);
        }
        return batch;
    }

    private void send(List<Pending> batch) {
        try {
            List<BatchQueue.Outcome> outcomes =
                    queue.send(batch.stream().map(Pending::message).toList());
            for (int index = 0; index < batch.size(); index++) {
                batch.get(index).complete(outcomes.get(index));
            }
        } catch (RuntimeException | Error failed) {
            // Errors are passed on as well, because the callers of send would otherwise wait forever.
            batch.forEach(pending -> pending.confirmed.completeExceptionally(failed));
        }
    }

    private record Pending(TracedMessage message, CompletableFuture<SequenceNumber> confirmed) {

        void complete(BatchQueue.Outcome outcome) {
            if (outcome instanceof BatchQueue.Outcome.Confirmed sent) {
                confirmed.complete(sent.sequence());
            } else if (outcome instanceof BatchQueue.Outcome.Unconfirmed failed) {
                confirmed.completeExceptionally(new QueueUnavailableException(failed.reason(), null));
            }
        }
    }
}
