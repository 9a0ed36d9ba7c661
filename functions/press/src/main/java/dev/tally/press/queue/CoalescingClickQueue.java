package dev.tally.press.queue;

import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Semaphore;

/** Sends together what is offered at the same time. */
@Singleton
class CoalescingClickQueue implements ClickQueue {

    // A message that finds a sender free is sent at once. What is offered while all senders are busy waits for the next
    // of them, up to ten messages in one call: batches grow with the load, and nothing waits for a batch to fill. Where
    // an environment has one invocation at a time, each message goes alone, as it would have anyway.
    private static final int SENDERS = 2;

    private final BatchQueue queue;
    private final ExecutorService executor;
    private final Semaphore senders = new Semaphore(SENDERS);
    private final Queue<Offer> offers = new ConcurrentLinkedQueue<>();

    CoalescingClickQueue(BatchQueue queue, ExecutorService executor) {
        this.queue = queue;
        this.executor = executor;
    }

    @Override
    public void send(TracedMessage message) {
        Offer offer = new Offer(message, new CompletableFuture<>());
        offers.add(offer);
        startSender();
        try {
            offer.confirmed.join();
        } catch (CompletionException failed) {
            throw failed.getCause() instanceof QueueUnavailableException unavailable ? unavailable : failed;
        }
    }

    private void startSender() {
        if (senders.tryAcquire()) {
            executor.execute(this::sendAll);
        }
    }

    private void sendAll() {
        try {
            for (List<Offer> batch = next(); !batch.isEmpty(); batch = next()) {
                send(batch);
            }
        } finally {
            senders.release();
        }
        if (!offers.isEmpty()) {
            // Offered between the last look and the release.
            startSender();
        }
    }

    private List<Offer> next() {
        List<Offer> batch = new ArrayList<>(BatchQueue.MAX_BATCH);
        while (batch.size() < BatchQueue.MAX_BATCH) {
            Offer offer = offers.poll();
            if (offer == null) {
                break;
            }
            batch.add(offer);
        }
        return batch;
    }

    private void send(List<Offer> batch) {
        try {
            Map<Integer, String> unconfirmed =
                    queue.send(batch.stream().map(Offer::message).toList());
            for (int place = 0; place < batch.size(); place++) {
                CompletableFuture<Void> confirmed = batch.get(place).confirmed;
                String why = unconfirmed.get(place);
                if (why == null) {
                    confirmed.complete(null);
                } else {
                    confirmed.completeExceptionally(new QueueUnavailableException(why, null));
                }
            }
        } catch (RuntimeException | Error failed) {
            // Whoever waits must hear of it, whatever it is.
            batch.forEach(offer -> offer.confirmed.completeExceptionally(failed));
        }
    }

    private record Offer(TracedMessage message, CompletableFuture<Void> confirmed) {}
}
