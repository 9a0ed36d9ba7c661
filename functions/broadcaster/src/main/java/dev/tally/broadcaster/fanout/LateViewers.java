package dev.tally.broadcaster.fanout;

import dev.tally.broadcaster.channel.ClientChannel;
import dev.tally.broadcaster.channel.ClientChannel.Delivery;
import dev.tally.broadcaster.channel.Frame;
import dev.tally.broadcaster.channel.RemoveConnections;
import dev.tally.broadcaster.fanout.PushFrames.Report;
import dev.tally.counter.ConnectionId;
import dev.tally.counter.CounterId;
import dev.tally.counter.TotalStore;
import dev.tally.runtime.Deadline;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.jboss.logging.Logger;

/** The later pushes to slow viewers. Viewers that stay slow are disconnected. Their clients reconnect for the total. */
@Singleton
public class LateViewers {

    private static final Logger LOG = Logger.getLogger(LateViewers.class);
    private static final Duration TIMEOUT = Duration.ofSeconds(3);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(500);
    private static final int ATTEMPTS = 3;

    private final PushFrames pushFrames;
    private final PushGovernor governor;
    private final TotalStore totals;
    private final ClientChannel channel;
    private final RemoveConnections removeConnections;

    public LateViewers(
            PushFrames pushFrames,
            PushGovernor governor,
            TotalStore totals,
            ClientChannel channel,
            RemoveConnections removeConnections) {
        this.pushFrames = pushFrames;
        this.governor = governor;
        this.totals = totals;
        this.channel = channel;
        this.removeConnections = removeConnections;
    }

    /**
     * Pushes the latest total.
     *
     * @throws IllegalStateException if viewers could neither be reached nor disconnected; they stay viewers, and Lambda
     *     retries
     */
    void push(CounterId counter, List<ConnectionId> viewers, Deadline deadline) throws InterruptedException {
        List<ConnectionId> rest = viewers;
        List<ConnectionId> gone = new ArrayList<>();
        for (int attempt = 0; attempt < ATTEMPTS && !rest.isEmpty(); attempt++) {
            pauseBefore(attempt, deadline);
            Optional<PushGovernor.Grant> grant = governor.acquire(rest.size(), deadline);
            if (grant.isEmpty()) {
                break;
            }
            Frame frame = Frame.of(totals.find(counter));
            Report report = pushFrames.send(() -> frame, rest, grant.get().rate(rest.size()), TIMEOUT, deadline);
            gone.addAll(report.of(Delivery.GONE));
            rest = unreached(report);
        }
        List<ConnectionId> disconnected = disconnect(rest);
        int unreached = rest.size() - disconnected.size();
        LOG.infof(
                "push.late counter=%s viewers=%d disconnected=%d unreached=%d",
                counter, viewers.size(), disconnected.size(), unreached);
        gone.addAll(disconnected);
        removeConnections.of(gone, Set.of(counter));
        if (unreached > 0) {
            throw new IllegalStateException(
                    unreached + " viewers of " + counter + " could neither be reached nor disconnected");
        }
    }

    /** Pauses before a retry. Some errors return at once, so three attempts without a pause would take no time. */
    private static void pauseBefore(int attempt, Deadline deadline) throws InterruptedException {
        Duration pause = FIRST_PAUSE.multipliedBy(attempt);
        if (pause.compareTo(deadline.remaining()) < 0) {
            Thread.sleep(pause.toMillis());
        }
    }

    /**
     * Returns the connections that are closed now. A connection that may still be open must stay a viewer, or its
     * client waits for a push forever.
     */
    private List<ConnectionId> disconnect(List<ConnectionId> connections) {
        List<CompletableFuture<Boolean>> ended =
                connections.stream().map(channel::disconnect).toList();
        return IntStream.range(0, connections.size())
                .filter(index -> ended.get(index).join())
                .mapToObj(connections::get)
                .toList();
    }

    private List<ConnectionId> unreached(Report report) {
        List<ConnectionId> unreached = new ArrayList<>(report.of(Delivery.FAILED));
        if (!report.of(Delivery.THROTTLED).isEmpty()) {
            governor.yieldToPresses();
            unreached.addAll(report.of(Delivery.THROTTLED));
        }
        return unreached;
    }
}
