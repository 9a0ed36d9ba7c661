package dev.tally.broadcaster;

import dev.tally.broadcaster.ClientChannel.Delivery;
import dev.tally.broadcaster.Courier.Report;
import dev.tally.counter.ConnectionId;
import dev.tally.counter.CounterId;
import dev.tally.counter.Deadline;
import dev.tally.counter.TotalStore;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jboss.logging.Logger;

/** Pushes to viewers that were too slow, and disconnects those that stay so: they come back, and get the total then. */
@Singleton
class LateViewers {

    private static final Logger LOG = Logger.getLogger(LateViewers.class);
    private static final Duration PATIENCE = Duration.ofSeconds(3);
    private static final int ATTEMPTS = 3;

    private final Courier courier;
    private final PushGovernor governor;
    private final TotalStore totals;
    private final ClientChannel channel;
    private final Departure departure;

    LateViewers(Courier courier, PushGovernor governor, TotalStore totals, ClientChannel channel, Departure departure) {
        this.courier = courier;
        this.governor = governor;
        this.totals = totals;
        this.channel = channel;
        this.departure = departure;
    }

    void push(CounterId counter, List<ConnectionId> viewers, Deadline deadline) throws InterruptedException {
        List<ConnectionId> rest = viewers;
        List<ConnectionId> gone = new ArrayList<>();
        for (int attempt = 0; attempt < ATTEMPTS && !rest.isEmpty(); attempt++) {
            Optional<PushGovernor.Grant> grant = governor.acquire(rest.size(), deadline);
            if (grant.isEmpty()) {
                break;
            }
            Frame frame = Frame.of(totals.find(counter));
            Report report = courier.send(() -> frame, rest, grant.get().pace(), PATIENCE, deadline);
            gone.addAll(report.of(Delivery.GONE));
            rest = unreached(report);
        }
        rest.forEach(channel::disconnect);
        LOG.infof("push.late counter=%s viewers=%d disconnected=%d", counter, viewers.size(), rest.size());
        gone.addAll(rest);
        departure.of(gone, Set.of(counter));
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
