package dev.tally.broadcaster.rollup;

import dev.tally.counter.Increment;
import dev.tally.counter.Shard;
import dev.tally.counter.ShardState;
import dev.tally.counter.Tally;
import dev.tally.counter.TallyStore;
import dev.tally.counter.Voter;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/** A store of which rollup reads only all shards of a counter. */
abstract class ReadShards implements TallyStore {

    @Override
    public final Outcome add(Increment increment, Instant now) {
        throw new UnsupportedOperationException();
    }

    @Override
    public final ShardState state(Shard shard, String queue, Set<Voter> voters) {
        throw new UnsupportedOperationException();
    }

    @Override
    public final Optional<Tally> find(Shard shard) {
        throw new UnsupportedOperationException();
    }
}
