package dev.tally.broadcaster.fanout;

import dev.tally.broadcaster.channel.Frame;
import dev.tally.counter.Published;
import dev.tally.counter.StoreUnavailableException;
import dev.tally.counter.TotalStore;
import dev.tally.counter.UnreadableItemException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/**
 * The frame of a counter's newest total during a push to its viewers.
 *
 * <p>Newer totals can arrive during a long push. Viewers late in the push get the newest total, not the first one. So a
 * viewer waits only for its next turn, not for the end of this push and then its turn.
 */
final class LatestFrame implements Supplier<Frame> {

    private static final Logger LOG = Logger.getLogger(LatestFrame.class);
    private static final Duration FRESH = Duration.ofMillis(100);

    private final TotalStore totals;
    private final InstantSource clock;
    private Published published;
    private Frame frame;
    private Instant freshUntil;

    LatestFrame(Published published, TotalStore totals, InstantSource clock) {
        this.totals = totals;
        this.clock = clock;
        this.published = published;
        this.frame = Frame.of(published);
        this.freshUntil = clock.instant().plus(FRESH);
    }

    @Override
    public Frame get() {
        if (clock.instant().isAfter(freshUntil)) {
            refresh();
            freshUntil = clock.instant().plus(FRESH);
        }
        return frame;
    }

    private void refresh() {
        Published latest = latest(published, totals);
        if (latest.supersedes(published)) {
            published = latest.withViewers(published.viewers());
            frame = Frame.of(published);
        }
    }

    /**
     * Returns the stored total, or the given one if that is later. If the table does not answer, that is the given one
     * as well, because a later push brings the newer one.
     */
    static Published latest(Published published, TotalStore totals) {
        try {
            Published stored = totals.find(published.counter());
            return published.supersedes(stored) ? published : stored;
        } catch (StoreUnavailableException | UnreadableItemException unanswered) {
            LOG.warnf("push.not-refreshed counter=%s reason=\"%s\"", published.counter(), unanswered.getMessage());
            return published;
        }
    }
}
