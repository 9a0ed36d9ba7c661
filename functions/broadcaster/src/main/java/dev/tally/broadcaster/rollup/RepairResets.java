package dev.tally.broadcaster.rollup;

import dev.tally.counter.CounterId;
import dev.tally.counter.Generations;
import dev.tally.counter.Reset;
import dev.tally.counter.Shard;
import dev.tally.counter.Tally;
import dev.tally.counter.message.QueueMessage.OfShard;
import java.util.List;
import java.util.SortedMap;
import java.util.stream.IntStream;
import org.jboss.logging.Logger;

/** The repair of resets that their sender did not complete. */
public final class RepairResets {

    // Every rollup sends the highest reset of its region again to the shards that lack it. The first shard that has the
    // reset causes a rollup, so no reset stays incomplete. SQS discards a message that its group already had within 5
    // minutes, and a shard ignores a generation that it has. So the usual case, a reset on its way, needs no exception.

    private static final Logger LOG = Logger.getLogger(RepairResets.class);

    private final ChangeQueue queue;
    private final String region;

    public RepairResets(ChangeQueue queue, String region) {
        this.queue = queue;
        this.region = region;
    }

    /** Sends the highest reset of this region again to the shards that lack it. */
    void repair(CounterId counter, SortedMap<String, Tally> shards) {
        Generations.latest(shards, region).ifPresent(reset -> repair(counter, shards, reset));
    }

    private void repair(CounterId counter, SortedMap<String, Tally> shards, Reset reset) {
        List<OfShard> missing = IntStream.of(Generations.behind(shards, region, reset))
                .mapToObj(index -> new OfShard(new Shard(counter, index), reset))
                .toList();
        if (!missing.isEmpty()) {
            queue.send(missing);
            LOG.infof("reset.repeated counter=%s generation=%s shards=%d", counter, reset.id(), missing.size());
        }
    }
}
