package dev.tally.press;

import static dev.tally.counter.Fixtures.NOW;
import static dev.tally.counter.Fixtures.QUEUE;

import dev.tally.counter.CastVote;
import dev.tally.counter.CounterId;
import dev.tally.counter.InMemoryTallyStore;
import dev.tally.counter.Increment;
import dev.tally.counter.QueuedChange;
import dev.tally.counter.SequenceNumber;
import dev.tally.counter.Shard;
import dev.tally.counter.ShardState;
import dev.tally.counter.StoreUnavailableException;
import dev.tally.counter.Tally;
import dev.tally.counter.TallyPlanner;
import dev.tally.counter.TallyStore;
import dev.tally.counter.Vote;
import dev.tally.counter.VoteStore;
import dev.tally.counter.Voter;
import dev.tally.counter.message.QueueMessage;
import dev.tally.press.queue.FakeClickQueue;
import java.math.BigInteger;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;

/** The shards in memory. They count the clicks of the queue on demand. */
final class FakeTallies implements TallyStore, VoteStore {

    private InMemoryTallyStore tallies = new InMemoryTallyStore();
    private int reads;
    private boolean isDown;

    @Override
    public Outcome add(Increment increment, Instant now) {
        return tallies.add(increment, now);
    }

    @Override
    public ShardState state(Shard shard, String queue, Set<Voter> voters) {
        return tallies.state(shard, queue, voters);
    }

    @Override
    public Optional<Tally> find(Shard shard) {
        read();
        return tallies.find(shard);
    }

    @Override
    public SortedMap<String, Tally> shards(CounterId counter) {
        read();
        return tallies.shards(counter);
    }

    @Override
    public Map<CounterId, CastVote> find(Voter voter, Set<CounterId> counters) {
        read();
        return tallies.find(voter, counters);
    }

    @Override
    public List<Located> ofVoter(Voter voter) {
        return tallies.ofVoter(voter);
    }

    @Override
    public boolean deleteZero(Voter voter, CounterId counter) {
        return tallies.deleteZero(voter, counter);
    }

    @Override
    public Page ofCounter(CounterId counter, Optional<String> start) {
        return tallies.ofCounter(counter, start);
    }

    private void read() {
        reads++;
        if (isDown) {
            throw new StoreUnavailableException("timed out", new IllegalStateException());
        }
    }

    int reads() {
        return reads;
    }

    void reset() {
        tallies = new InMemoryTallyStore();
        reads = 0;
        isDown = false;
    }

    void goDown() {
        isDown = true;
    }

    /** Counts every click that the queue has, once. */
    void countAll(FakeClickQueue queue) {
        List<QueueMessage> messages = queue.messages();
        for (int index = 0; index < messages.size(); index++) {
            QueueMessage.OfShard message = (QueueMessage.OfShard) messages.get(index);
            count(message.shard(), new QueuedChange(number(index + 1), message.change()), NOW);
        }
    }

    void count(Shard shard, QueuedChange click, Instant now) {
        Set<Voter> voters = click.change() instanceof Vote vote ? Set.of(vote.voter()) : Set.of();
        TallyPlanner.plan(shard, QUEUE, List.of(click), tallies.state(shard, QUEUE, voters), now)
                .increment()
                .ifPresent(increment -> tallies.add(increment, now));
    }

    private static SequenceNumber number(long value) {
        return new SequenceNumber(BigInteger.valueOf(value));
    }
}
