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
 * What is published of a counter while a push to its viewers is under way.
 *
 * <p>A push to many viewers takes long enough for newer totals to come. Whoever's turn is late gets the newest of them rather
 * than that of the beginning, so a viewer waits for its next turn only, not for the end of this push and then its turn.
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

    /** What was published last is good enough where the table does not answer; what is newer will be pushed too. */
    private void refresh() {
        try {
            Published latest = totals.find(published.counter()).withViewers(published.viewers());
            if (latest.isNewsAfter(published)) {
                published = latest;
                frame = Frame.of(latest);
            }
        } catch (StoreUnavailableException | UnreadableItemException unanswered) {
            LOG.warnf("push.not-refreshed counter=%s reason=\"%s\"", published.counter(), unanswered.getMessage());
        }
    }
}
