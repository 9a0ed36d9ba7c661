package dev.tally.broadcaster.fanout;

import dev.tally.broadcaster.channel.ClientChannel;
import dev.tally.broadcaster.channel.ClientChannel.Delivery;
import dev.tally.broadcaster.channel.Frame;
import dev.tally.broadcaster.lambda.BroadcasterSettings;
import dev.tally.counter.ConnectionId;
import dev.tally.runtime.Deadline;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Sends what is to be told to many connections, many at once. */
@Singleton
public class PushFrames {

    private final ClientChannel channel;
    private final Semaphore places;

    public PushFrames(ClientChannel channel, BroadcasterSettings settings) {
        this.channel = channel;
        this.places = new Semaphore(settings.concurrentPushes());
    }

    /** What became of each push; one that took longer than the timeout, or was not begun by the deadline, failed. */
    record Report(Map<Delivery, List<ConnectionId>> outcomes) {

        List<ConnectionId> of(Delivery delivery) {
            return outcomes.getOrDefault(delivery, List.of());
        }
    }

    /**
     * Sends each the frame of its turn, and waits for every answer at most as long as the timeout: a slow connection holds up no other.
     */
    Report send(
            Supplier<Frame> frames, List<ConnectionId> connections, PushRate rate, Duration timeout, Deadline deadline)
            throws InterruptedException {
        List<CompletableFuture<Delivery>> sent = new ArrayList<>(connections.size());
        for (ConnectionId connection : connections) {
            sent.add(begin(frames, connection, rate, timeout, deadline));
        }
        Map<Delivery, List<ConnectionId>> outcomes = new EnumMap<>(Delivery.class);
        for (int index = 0; index < sent.size(); index++) {
            outcomes.computeIfAbsent(sent.get(index).join(), any -> new ArrayList<>())
                    .add(connections.get(index));
        }
        return new Report(outcomes);
    }

    private CompletableFuture<Delivery> begin(
            Supplier<Frame> frames, ConnectionId connection, PushRate rate, Duration timeout, Deadline deadline)
            throws InterruptedException {
        if (!rate.await(deadline) || !places.tryAcquire(deadline.remaining().toNanos(), TimeUnit.NANOSECONDS)) {
            return CompletableFuture.completedFuture(Delivery.FAILED);
        }
        return channel.send(connection, frames.get(), timeout).whenComplete((delivery, failure) -> places.release());
    }
}
