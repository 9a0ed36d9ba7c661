package dev.tally.aggregator;

import dev.tally.counter.CounterId;
import dev.tally.counter.InMemoryTallyStore;
import dev.tally.counter.Increment;
import dev.tally.counter.Shard;
import dev.tally.counter.ShardState;
import dev.tally.counter.StoreUnavailableException;
import dev.tally.counter.Tally;
import dev.tally.counter.TallyStore;
import dev.tally.counter.Voter;
import dev.tally.runtime.trace.TraceContext;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;

/** A store with troubled writes: lost, without an answer, or in effect long after the client's time-out. */
final class TroubledTallyStore implements TallyStore {

    /** The trouble of one write. */
    enum Trouble {
        NONE,
        LOST,
        ANSWER_LOST,
        CONFLICT,
        LATE
    }

    private final TallyStore store = new InMemoryTallyStore();
    private final List<Runnable> late = new ArrayList<>();
    private final Iterator<Trouble> troubles;
    final List<Optional<TraceContext>> traces = new ArrayList<>();
    int writes;

    /** @param troubles one for each write; later writes have no trouble */
    TroubledTallyStore(List<Trouble> troubles) {
        this.troubles = troubles.iterator();
    }

    @Override
    public Outcome add(Increment increment, Instant now) {
        writes++;
        traces.add(increment.trace());
        switch (troubles.hasNext() ? troubles.next() : Trouble.NONE) {
            case NONE -> {
                return store.add(increment, now);
            }
            case CONFLICT -> {
                return new Outcome.Outdated();
            }
            case LOST -> {}
            case ANSWER_LOST -> store.add(increment, now);
            case LATE -> late.add(() -> store.add(increment, now));
        }
        throw new StoreUnavailableException("timed out", new IllegalStateException());
    }

    @Override
    public ShardState state(Shard shard, String queue, Set<Voter> voters) {
        return store.state(shard, queue, voters);
    }

    @Override
    public Optional<Tally> find(Shard shard) {
        return store.find(shard);
    }

    @Override
    public SortedMap<String, Tally> shards(CounterId counter) {
        return store.shards(counter);
    }

    /** Applies the late writes. Their calls have timed out. */
    void arrive() {
        late.forEach(Runnable::run);
        late.clear();
    }
}
