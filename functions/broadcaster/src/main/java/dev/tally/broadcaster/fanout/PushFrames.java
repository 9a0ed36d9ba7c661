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

/** The concurrent sending of frames to many connections. */
@Singleton
public class PushFrames {

    private final ClientChannel channel;
    private final Semaphore permits;

    public PushFrames(ClientChannel channel, BroadcasterSettings settings) {
        this.channel = channel;
        this.permits = new Semaphore(settings.concurrentPushes());
    }

    /** The connections by the outcome of their push. A push past its timeout, or not begun by the deadline, failed. */
    record Report(Map<Delivery, List<ConnectionId>> outcomes) {

        List<ConnectionId> of(Delivery delivery) {
            return outcomes.getOrDefault(delivery, List.of());
        }
    }

    /**
     * Sends each connection the frame that is current at its turn. The wait for an answer ends at the timeout, so a
     * slow connection delays no other.
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
        if (!rate.await(deadline) || !permits.tryAcquire(deadline.remaining().toNanos(), TimeUnit.NANOSECONDS)) {
            return CompletableFuture.completedFuture(Delivery.FAILED);
        }
        return channel.send(connection, frames.get(), timeout).whenComplete((delivery, failure) -> permits.release());
    }
}
