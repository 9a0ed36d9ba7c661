package dev.tally.broadcaster.fanout;

import dev.tally.broadcaster.channel.ClientChannel;
import dev.tally.broadcaster.channel.ClientChannel.Delivery;
import dev.tally.broadcaster.channel.RemoveConnections;
import dev.tally.broadcaster.fanout.PushFrames.Report;
import dev.tally.counter.ConnectionId;
import dev.tally.counter.CounterId;
import dev.tally.counter.Published;
import dev.tally.counter.TotalStore;
import dev.tally.runtime.Deadline;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.jboss.logging.Logger;

/**
 * The later push to viewers that a push has not reached, once to each and with patience. Viewers that time out again
 * are disconnected. Their clients reconnect for the total.
 */
@Singleton
public class PushToUnreached {

    private static final Logger LOG = Logger.getLogger(PushToUnreached.class);
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final Duration DISCONNECT_TIMEOUT = Duration.ofSeconds(3);
    private static final Duration REMOVAL_TIME = Duration.ofSeconds(2);

    /** The time after the start of the last push for its answer, then for a slow disconnect and for removals. */
    private static final Duration AFTER_PUSHES =
            PATIENCE.plus(DISCONNECT_TIMEOUT).plus(REMOVAL_TIME);

    private final PushFrames pushFrames;
    private final PushGovernor governor;
    private final TotalStore totals;
    private final ClientChannel channel;
    private final RemoveConnections removeConnections;
    private final Clock clock;

    public PushToUnreached(
            PushFrames pushFrames,
            PushGovernor governor,
            TotalStore totals,
            ClientChannel channel,
            RemoveConnections removeConnections,
            Clock clock) {
        this.pushFrames = pushFrames;
        this.governor = governor;
        this.totals = totals;
        this.channel = channel;
        this.removeConnections = removeConnections;
        this.clock = clock;
    }

    /**
     * Pushes the latest total. Leaves viewers to the push of a newer state, except slow ones, which it would not reach
     * either. Without the time for patience and a slow disconnect it pushes as well, and disconnects none.
     *
     * @throws IllegalStateException if viewers were neither reached nor disconnected; they stay viewers, and Lambda
     *     retries
     */
    void push(Unreached unreached, Deadline deadline) throws InterruptedException {
        Published pushed = unreached.audience().published();
        CounterId counter = pushed.counter();
        // Its number of viewers is not older than the pushed one, because a fan-out publishes it first.
        Published latest = totals.find(counter);
        List<ConnectionId> viewers = unreached.audience().viewers();
        if (!unreached.areSlow() && latest.supersedes(pushed)) {
            LOG.infof("push.superseded counter=%s viewers=%d", counter, viewers.size());
            return;
        }
        Duration time = deadline.remaining();
        boolean isPatient = time.compareTo(AFTER_PUSHES) > 0;
        Duration patience = isPatient ? PATIENCE : time.dividedBy(4);
        Duration afterPushes = isPatient ? AFTER_PUSHES : time.dividedBy(2);
        Pace pace = governor.pace(viewers.size(), deadline.earlier(afterPushes));
        LatestFrame frames = new LatestFrame(latest, totals, clock);
        Report report = pushFrames.send(frames, viewers, pace, patience);
        if (report.count(Delivery.THROTTLED) > 0) {
            governor.yieldToPresses();
        }
        List<ConnectionId> disconnected = isPatient ? disconnect(report.of(Delivery.TIMED_OUT)) : List.of();
        List<ConnectionId> gone = new ArrayList<>(report.of(Delivery.GONE));
        gone.addAll(disconnected);
        removeConnections.of(gone, Set.of(counter), deadline);
        int rest = viewers.size() - report.count(Delivery.DELIVERED) - gone.size();
        LOG.infof(
                "push.late counter=%s viewers=%d delivered=%d disconnected=%d throttled=%d deferred=%d unreached=%d",
                counter,
                viewers.size(),
                report.count(Delivery.DELIVERED),
                disconnected.size(),
                report.count(Delivery.THROTTLED),
                report.count(Delivery.NOT_BEGUN),
                rest);
        if (rest > 0) {
            throw new IllegalStateException(
                    rest + " viewers of " + counter + " were neither reached nor disconnected: Lambda retries");
        }
    }

    /**
     * Returns the connections that are closed now. A connection that may still be open must stay a viewer, or its
     * client waits for a push forever.
     */
    private List<ConnectionId> disconnect(List<ConnectionId> connections) {
        List<CompletableFuture<Boolean>> ended = connections.stream()
                .map(connection -> channel.disconnect(connection, DISCONNECT_TIMEOUT))
                .toList();
        return IntStream.range(0, connections.size())
                .filter(index -> ended.get(index).join())
                .mapToObj(connections::get)
                .toList();
    }
}
