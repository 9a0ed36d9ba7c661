package dev.tally.broadcaster.rollup;

import static dev.tally.counter.Fixtures.COUNTER;
import static dev.tally.counter.Fixtures.NOW;
import static dev.tally.counter.Fixtures.QUEUE;
import static dev.tally.counter.Fixtures.click;
import static dev.tally.counter.Fixtures.idAt;
import static dev.tally.counter.Fixtures.sequence;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tally.broadcaster.TestSettings;
import dev.tally.counter.Change;
import dev.tally.counter.InMemoryHistoryStore;
import dev.tally.counter.InMemoryTallyStore;
import dev.tally.counter.InMemoryTotalStore;
import dev.tally.counter.QueuedChange;
import dev.tally.counter.Reset;
import dev.tally.counter.Shard;
import dev.tally.counter.ShardState;
import dev.tally.counter.Tally;
import dev.tally.counter.TallyPlanner;
import dev.tally.counter.message.QueueMessage.OfShard;
import dev.tally.runtime.trace.FakeSpans;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Resets after a crash of their sender between two sends. */
class RepairResetsTest {

    private static final int SHARDS = 4;

    private final Clock clock = Clock.fixed(NOW, ZoneOffset.UTC);
    private final InMemoryTallyStore tallies = new InMemoryTallyStore();
    private final InMemoryTotalStore totals = new InMemoryTotalStore();
    private final List<OfShard> sent = new ArrayList<>();
    private final Rollup rollup = new Rollup(
            tallies,
            totals,
            new InMemoryHistoryStore(),
            new RepairResets(sent::addAll, "here"),
            clock,
            new FakeSpans().tracer(clock),
            TestSettings.DEFAULT);
    private long last;

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4})
    void roll_senderCrashedAfterSomeSends_noTotalHasHalfAResetAndNoShardStaysBehind(int sends) {
        for (int shard = 0; shard < SHARDS - 1; shard++) {
            count(shard, click(10));
        }
        roll();
        assertThat(count()).isEqualTo(30);

        Reset reset = new Reset(idAt(NOW), COUNTER, SHARDS);
        for (int shard = 0; shard < sends; shard++) {
            count(shard, reset);
            roll();
            assertThat(count()).isZero();
        }
        count(SHARDS - 1, click(5));
        roll();
        assertThat(count()).isEqualTo(sends < SHARDS ? 0 : 5);

        List.copyOf(sent).forEach(again -> count(again.shard().index(), again.change()));
        sent.clear();
        count(0, click(1));
        roll();
        assertThat(sent).isEmpty();
        assertThat(count()).isEqualTo(sends < SHARDS ? 1 : 6);
        assertThat(tallies.tallies(COUNTER))
                .hasSize(SHARDS)
                .extracting(Tally::reset)
                .containsOnly(Optional.of(reset));
    }

    @Test
    void roll_noReset_sendsNothing() {
        count(0, click(10));
        roll();
        assertThat(sent).isEmpty();
    }

    private void roll() {
        rollup.roll(COUNTER, Set.of(), Optional.empty(), any -> {});
    }

    private long count() {
        return totals.find(COUNTER).total().count();
    }

    private void count(int index, Change change) {
        List<QueuedChange> batch = List.of(new QueuedChange(sequence(++last), change));
        Shard shard = new Shard(COUNTER, index);
        Tally tally = tallies.shards(COUNTER).get("here#" + index);
        TallyPlanner.plan(
                        shard,
                        QUEUE,
                        batch,
                        new ShardState(
                                null,
                                tally == null
                                        ? null
                                        : tally.reset().map(Reset::id).orElse(null)),
                        NOW)
                .increment()
                .ifPresent(increment -> tallies.add(increment, NOW));
    }
}
