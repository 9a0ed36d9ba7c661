package dev.tally.localstack.sources.streams;

import dev.tally.localstack.cloud.Cloud;
import dev.tally.localstack.sources.Backoff;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** The reader of all shards of a table's stream, which survives outages of the stream. */
final class StreamReader implements Runnable {

    // One thread reads all shards in turn. The embedded tables wake it for the next round after each write. Without a
    // wake the next round starts after the idle poll's time. After a large page the thread reads the next page at once.

    private static final Logger LOG = Logger.getLogger(StreamReader.class);
    private static final int LARGE_PAGE = 500;

    private final StreamSettings settings;
    private final Cloud cloud;
    private final LaneRunner runner;
    private final SourceState state;
    private final PollTimes times;
    private final Backoff backoff;
    private final List<ShardFeed> feeds = new CopyOnWriteArrayList<>();
    private Lineage lineage;
    private @Nullable TableStream stream;
    private long discoveredAt;
    private boolean outage;

    StreamReader(StreamSettings settings, Cloud cloud, LaneRunner runner, SourceState state, PollTimes times) {
        this.settings = settings;
        this.cloud = cloud;
        this.runner = runner;
        this.state = state;
        this.times = times;
        this.backoff = times.backoff();
        this.lineage = new Lineage(settings.startingPosition());
    }

    @Override
    public void run() {
        try {
            while (!state.closed()) {
                long wakes = state.wakes();
                long began = System.nanoTime();
                if (!round()) {
                    state.awaitWakeSince(wakes, times.idlePoll());
                    state.awaitClosed(times.spacing().minusNanos(System.nanoTime() - began));
                }
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    int batchesInProgress() {
        return feeds.stream().mapToInt(ShardFeed::batchesInProgress).sum();
    }

    /** Reads every shard once; returns whether the next round should start at once. */
    private boolean round() throws InterruptedException {
        try {
            boolean more = discoverIfDue();
            int read = 0;
            for (ShardFeed feed : feeds) {
                int found = feed.read();
                feed.advance(runner);
                read += found;
                more |= found >= LARGE_PAGE;
            }
            more |= retireDone();
            reached();
            if (!more && read == 0 && feeds.stream().allMatch(ShardFeed::isEmpty)) {
                state.quietRound();
            }
            return more;
        } catch (RuntimeException failed) {
            notReached(failed);
            return true;
        }
    }

    private boolean discoverIfDue() {
        boolean due = feeds.isEmpty()
                || System.nanoTime() - discoveredAt > times.discovery().toNanos();
        return due && discover();
    }

    /** Starts the shards that may be read now; returns whether it started any. */
    private boolean discover() {
        TableStream current = TableStream.of(cloud, settings.table());
        if (stream != null && !stream.arn().equals(current.arn())) {
            LOG.infof("stream.replaced source=%s stream=%s", settings.name(), current.arn());
            feeds.clear();
            lineage = new Lineage(StreamSettings.StartingPosition.TRIM_HORIZON);
        }
        stream = current;
        List<ShardStart> starts = lineage.start(current.shards());
        for (ShardStart start : starts) {
            feeds.add(new ShardFeed(current, start, settings, times, cloud.region(), state::wake));
        }
        discoveredAt = System.nanoTime();
        return !starts.isEmpty();
    }

    /** Removes the shards that are done and starts their children; returns whether it started any. */
    private boolean retireDone() {
        List<ShardFeed> done = feeds.stream().filter(ShardFeed::isDone).toList();
        done.forEach(feed -> lineage.done(feed.id()));
        feeds.removeAll(done);
        return !done.isEmpty() && discover();
    }

    private void reached() {
        if (outage) {
            LOG.infof("stream.reached source=%s", settings.name());
            outage = false;
            backoff.reset();
        }
    }

    private void notReached(RuntimeException failure) throws InterruptedException {
        if (state.closed()) {
            return;
        }
        if (!outage) {
            LOG.warnf(
                    "stream.unreachable source=%s table=%s reason=%s",
                    settings.name(), settings.table(), failure.getMessage());
            outage = true;
        }
        discoveredAt = System.nanoTime() - times.discovery().toNanos() - 1;
        state.awaitClosed(backoff.next());
    }
}
