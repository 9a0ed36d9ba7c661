package dev.tally.broadcaster.fanout;

import dev.tally.broadcaster.channel.ClientChannel;
import dev.tally.broadcaster.channel.ClientChannel.Delivery;
import dev.tally.broadcaster.channel.Frame;
import dev.tally.broadcaster.lambda.BroadcasterSettings;
import dev.tally.counter.ConnectionId;
import dev.tally.runtime.metrics.Metrics;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/** The concurrent sending of frames to many connections. */
@Singleton
public class PushFrames {

    private final ClientChannel channel;
    private final Metrics metrics;
    private final RandomGenerator random;
    private final Semaphore permits;

    public PushFrames(ClientChannel channel, Metrics metrics, RandomGenerator random, BroadcasterSettings settings) {
        this.channel = channel;
        this.metrics = metrics;
        this.random = random;
        this.permits = new Semaphore(settings.concurrentPushes());
    }

    /** The connections by the outcome of their push. */
    record Report(Map<Delivery, List<ConnectionId>> outcomes) {

        List<ConnectionId> of(Delivery... deliveries) {
            List<ConnectionId> connections = new ArrayList<>();
            for (Delivery delivery : deliveries) {
                connections.addAll(outcomes.getOrDefault(delivery, List.of()));
            }
            return connections;
        }

        int count(Delivery delivery) {
            return outcomes.getOrDefault(delivery, List.of()).size();
        }
    }

    /**
     * Sends each connection the frame that is current at its turn. The wait for an answer ends at the timeout, so a
     * slow connection delays no other.
     */
    Report send(Supplier<Frame> frames, List<ConnectionId> viewers, Pace pace, Duration timeout)
            throws InterruptedException {
        List<ConnectionId> connections = rotated(viewers);
        List<CompletableFuture<Delivery>> sent = new ArrayList<>(connections.size());
        while (sent.size() < connections.size() && mayBegin(pace)) {
            sent.add(channel.send(connections.get(sent.size()), frames.get(), timeout)
                    .whenComplete((delivery, failure) -> permits.release()));
        }
        Map<Delivery, List<ConnectionId>> outcomes = new EnumMap<>(Delivery.class);
        for (int index = 0; index < sent.size(); index++) {
            outcomes.computeIfAbsent(sent.get(index).join(), any -> new ArrayList<>())
                    .add(connections.get(index));
        }
        List<ConnectionId> notBegun = connections.subList(sent.size(), connections.size());
        if (!notBegun.isEmpty()) {
            outcomes.put(Delivery.NOT_BEGUN, notBegun);
            metrics.record(Delivery.NOT_BEGUN.metric(), notBegun.size());
        }
        return new Report(outcomes);
    }

    /** Begins anywhere, because a push that ends early must not leave out the same connections each time. */
    private List<ConnectionId> rotated(List<ConnectionId> connections) {
        List<ConnectionId> rotated = new ArrayList<>(connections);
        if (!rotated.isEmpty()) {
            Collections.rotate(rotated, random.nextInt(rotated.size()));
        }
        return rotated;
    }

    private boolean mayBegin(Pace pace) throws InterruptedException {
        return pace.await() && permits.tryAcquire(pace.deadline().remaining().toNanos(), TimeUnit.NANOSECONDS);
    }
}
