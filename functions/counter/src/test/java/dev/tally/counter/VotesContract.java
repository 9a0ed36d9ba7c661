package dev.tally.counter;

import static dev.tally.counter.Fixtures.NOW;
import static dev.tally.counter.Fixtures.QUEUE;
import static dev.tally.counter.Fixtures.idAt;
import static dev.tally.counter.Fixtures.sequence;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.tally.counter.TallyStore.Outcome;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The rules of votes in a {@link TallyStore} and a {@link VoteStore}, as tests that each implementation's test extends. */
public abstract class VotesContract {

    private static final CounterId LIKES = new CounterId("like~a");
    private static final CounterId CLAPS = new CounterId("clap~a");
    private static final Shard SHARD = new Shard(LIKES, 3);
    private static final int MOST = 5;
    private static final Voter ANN = Voter.ofClient("ann-0123456789abcdef");
    private static final Voter BOB = Voter.ofClient("bob-0123456789abcdef");

    /** The stores of one empty table. */
    public record Stores(TallyStore tallies, VoteStore votes, VoteSums sums) {}

    protected abstract Stores stores();

    /** Returns the number of random runs. */
    protected abstract int runs();

    @Test
    void state_nothingCounted_isUnknown() {
        assertThat(stores().tallies().state(SHARD, QUEUE, Set.of(ANN))).isEqualTo(ShardState.UNKNOWN);
    }

    @Test
    void add_votes_sumsAndStoresThem() {
        Stores stores = stores();
        count(stores.tallies(), SHARD, List.of(vote(1, ANN, 1), vote(2, BOB, 1), vote(3, BOB, 0)));
        Tally tally = stores.tallies().find(SHARD).orElseThrow();
        assertThat(tally.total()).isEqualTo(1);
        assertThat(tally.voters()).isEqualTo(new VoterCount(1, 0));
        assertThat(tally.writes()).isEqualTo(1);
        assertThat(stores.votes().find(ANN, Set.of(LIKES, CLAPS)))
                .isEqualTo(Map.of(LIKES, new CastVote(1, SHARD.index(), null)));
        assertThat(stores.votes().find(BOB, Set.of(LIKES)).get(LIKES)).isEqualTo(new CastVote(0, SHARD.index(), null));
        assertThat(stores.votes().ofVoter(ANN))
                .extracting(
                        VoteStore.Located::counter, located -> located.vote().value())
                .containsExactly(tuple(LIKES, 1));
        assertThat(all(stores.votes(), LIKES))
                .extracting(VoteStore.Located::voter)
                .containsExactlyInAnyOrder(ANN, BOB);
        assertThat(all(stores.votes(), CLAPS)).isEmpty();
    }

    @Test
    void add_valueThatDoesNotChange_movesTheWatermark() {
        Stores stores = stores();
        count(stores.tallies(), SHARD, List.of(vote(1, ANN, 1)));
        count(stores.tallies(), SHARD, List.of(vote(2, ANN, 1)));
        Tally tally = stores.tallies().find(SHARD).orElseThrow();
        assertThat(tally.total()).isEqualTo(1);
        assertThat(tally.watermarks()).containsEntry(QUEUE, sequence(2));
        assertThat(tally.writes()).isEqualTo(2);
    }

    @Test
    void add_planOfAnOldVote_isOutdatedAndChangesNothing() {
        Stores stores = stores();
        Increment stale = plan(stores.tallies(), SHARD, List.of(vote(9, ANN, 1)));
        count(stores.tallies(), SHARD, List.of(vote(1, ANN, 1)));
        Tally before = stores.tallies().find(SHARD).orElseThrow();
        assertThat(stores.tallies().add(stale, NOW)).isEqualTo(new Outcome.Outdated());
        assertThat(stores.tallies().find(SHARD)).contains(before);
    }

    @Test
    void add_planOfAnOldGeneration_isOutdatedAndChangesNothing() {
        Stores stores = stores();
        Increment stale = plan(stores.tallies(), SHARD, List.of(vote(9, ANN, 1)));
        count(stores.tallies(), SHARD, List.of(reset(1, idAt(NOW))));
        assertThat(stores.tallies().add(stale, NOW)).isEqualTo(new Outcome.Outdated());
        assertThat(stores.votes().find(ANN, Set.of(LIKES))).isEmpty();
    }

    @Test
    void add_countedVotes_areOutdatedAndChangeNothing() {
        Stores stores = stores();
        Increment once = plan(stores.tallies(), SHARD, List.of(vote(1, ANN, 1)));
        assertThat(stores.tallies().add(once, NOW)).isEqualTo(new Outcome.Added());
        assertThat(stores.tallies().add(once, NOW)).isEqualTo(new Outcome.Outdated());
        assertThat(stores.tallies().find(SHARD).orElseThrow().total()).isEqualTo(1);
    }

    @Test
    void add_afterAReset_earlierVotesAreZeroWithoutADeletion() {
        Stores stores = stores();
        ClickId generation = idAt(NOW);
        count(stores.tallies(), SHARD, List.of(vote(1, ANN, 1), vote(2, BOB, 1)));
        count(stores.tallies(), SHARD, List.of(reset(3, generation), vote(4, ANN, 1)));
        Tally tally = stores.tallies().find(SHARD).orElseThrow();
        assertThat(tally.total()).isEqualTo(1);
        assertThat(tally.voters()).isEqualTo(new VoterCount(1, 0));
        CastVote bob = stores.votes().find(BOB, Set.of(LIKES)).get(LIKES);
        assertThat(bob).isEqualTo(new CastVote(1, SHARD.index(), null));
        count(stores.tallies(), SHARD, List.of(vote(5, BOB, 0), vote(6, ANN, 0)));
        assertThat(stores.tallies().find(SHARD).orElseThrow().total()).isZero();
    }

    @Test
    void add_anotherQueue_countsOnTheSameVotes() {
        Stores stores = stores();
        count(stores.tallies(), SHARD, List.of(vote(90, ANN, 1)));
        ShardState state = stores.tallies().state(SHARD, "another.fifo", Set.of(ANN));
        Increment next = TallyPlanner.plan(SHARD, "another.fifo", List.of(vote(1, ANN, 0)), state, NOW)
                .increment()
                .orElseThrow();
        assertThat(stores.tallies().add(next, NOW)).isEqualTo(new Outcome.Added());
        assertThat(stores.tallies().find(SHARD).orElseThrow().total()).isZero();
    }

    @Test
    void add_hundredActions_isOneTransaction() {
        Stores stores = stores();
        List<QueuedChange> votes = IntStream.range(0, TallyStore.MAX_VOTERS)
                .mapToObj(place -> vote(place, Voter.ofClient("voter-0123456789-" + place), 1))
                .toList();
        count(stores.tallies(), SHARD, votes);
        assertThat(stores.tallies().find(SHARD).orElseThrow().total()).isEqualTo(TallyStore.MAX_VOTERS);
    }

    @Test
    void add_minutesWithLongPauses_keepsAFewRings() {
        Stores stores = stores();
        for (int day = 0; day < 60; day++) {
            Instant now = NOW.plusSeconds(86_400L * day);
            ShardState state = stores.tallies().state(SHARD, QUEUE, Set.of(ANN));
            Vote vote = Vote.of(idAt(now), LIKES, ANN, day % 2);
            stores.tallies()
                    .add(
                            TallyPlanner.plan(SHARD, QUEUE, List.of(new QueuedChange(sequence(day), vote)), state, now)
                                    .increment()
                                    .orElseThrow(),
                            now);
        }
        assertThat(stores.tallies().find(SHARD).orElseThrow().minutes().sums()).hasSizeLessThan(2 * Minutes.KEPT);
    }

    @Test
    void hold_votes_areCountedAfterItsTime() {
        Stores stores = stores();
        count(stores.tallies(), SHARD, List.of(vote(1, ANN, 1)));
        assertThat(stores.sums().hold(SHARD, NOW).writes()).isEqualTo(1);
        Increment next = plan(stores.tallies(), SHARD, List.of(vote(2, BOB, 1)));
        assertThat(stores.tallies().add(next, NOW)).isEqualTo(new Outcome.Outdated());
        assertThat(stores.tallies().find(SHARD).orElseThrow().total()).isEqualTo(1);
        assertThat(stores.tallies().add(next, NOW.plusSeconds(1))).isEqualTo(new Outcome.Added());
    }

    @Test
    void replace_heldShard_hasTheSumsAndCountsAgain() {
        Stores stores = stores();
        count(stores.tallies(), SHARD, List.of(vote(1, ANN, 1)));
        stores.sums().hold(SHARD, NOW.plusSeconds(60));
        assertThat(stores.sums().replace(SHARD, 1, new VoteSums.Sums(7, new VoterCount(7, 0)), NOW))
                .isTrue();
        Tally tally = stores.tallies().find(SHARD).orElseThrow();
        assertThat(tally.total()).isEqualTo(7);
        assertThat(tally.voters()).isEqualTo(new VoterCount(7, 0));
        assertThat(tally.writes()).isEqualTo(2);
        assertThat(tally.watermarks()).containsEntry(QUEUE, sequence(1));
        count(stores.tallies(), SHARD, List.of(vote(2, BOB, 1)));
        assertThat(stores.tallies().find(SHARD).orElseThrow().total()).isEqualTo(8);
    }

    @Test
    void replace_shardThatCountedSince_changesNothing() {
        Stores stores = stores();
        assertThat(stores.sums().replace(SHARD, 0, VoteSums.Sums.NONE.plus(1), NOW))
                .isTrue();
        count(stores.tallies(), SHARD, List.of(vote(1, BOB, 1)));
        assertThat(stores.sums().replace(SHARD, 1, VoteSums.Sums.NONE, NOW)).isFalse();
        assertThat(stores.sums().replace(SHARD, 0, VoteSums.Sums.NONE, NOW)).isFalse();
        assertThat(stores.tallies().find(SHARD).orElseThrow().total()).isEqualTo(2);
    }

    @Test
    void deleteZero_onlyAVoteOfZero_isGone() {
        Stores stores = stores();
        count(stores.tallies(), SHARD, List.of(vote(1, ANN, 1), vote(2, BOB, 0)));
        Increment planned = plan(stores.tallies(), SHARD, List.of(vote(3, BOB, 1)));
        assertThat(stores.votes().deleteZero(ANN, LIKES)).isFalse();
        assertThat(stores.votes().deleteZero(BOB, LIKES)).isTrue();
        assertThat(stores.votes().deleteZero(BOB, LIKES)).isTrue();
        assertThat(stores.votes().ofVoter(BOB)).isEmpty();
        assertThat(stores.votes().ofVoter(ANN)).hasSize(1);
        assertThat(stores.tallies().add(planned, NOW)).isEqualTo(new Outcome.Added());
        assertThat(stores.tallies().find(SHARD).orElseThrow().total()).isEqualTo(2);
    }

    /** Any votes and resets in any batches: redelivered, split again, from late writers, and with lost answers. */
    @Test
    void count_anyVotesAnyFaults_sumsAreTheLastValuesOfTheVoters() {
        for (int seed = 0; seed < runs(); seed++) {
            Random random = new Random(seed);
            CounterKind kind = List.of(CounterKind.LIKE, CounterKind.UPDOWN, CounterKind.CLAP)
                    .get(random.nextInt(3));
            CounterId counter = new CounterId(kind.prefix() + seed);
            Shard shard = new Shard(counter, 0);
            List<QueuedChange> group = group(counter, kind, random);
            Stores stores = stores();
            deliver(stores.tallies(), shard, group, random);
            assertThat(sums(stores, shard)).as("seed %d: %s", seed, group).isEqualTo(modelled(group));
            assertThat(storedValues(stores, shard)).as("seed %d", seed).isEqualTo(values(group));
        }
    }

    private static void deliver(TallyStore store, Shard shard, List<QueuedChange> group, Random random) {
        List<Increment> late = new ArrayList<>();
        int acknowledged = 0;
        while (acknowledged < group.size()) {
            int from = random.nextInt(acknowledged + 1);
            int to = Math.min(group.size(), from + 1 + random.nextInt(10));
            List<QueuedChange> batch = new ArrayList<>(group.subList(from, to));
            batch.add(batch.get(random.nextInt(batch.size())));
            Collections.shuffle(batch, random);
            switch (random.nextInt(4)) {
                // A writer that stalls between its plan and its write.
                case 0 -> planIfNew(store, shard, batch).ifPresent(late::add);
                // The answer is lost, so the batch is delivered again.
                case 1 -> count(store, shard, batch);
                default -> {
                    count(store, shard, batch);
                    acknowledged = Math.max(acknowledged, to);
                }
            }
            if (!late.isEmpty() && random.nextBoolean()) {
                store.add(late.remove(random.nextInt(late.size())), NOW);
            }
        }
        late.forEach(increment -> store.add(increment, NOW));
    }

    private static List<QueuedChange> group(CounterId counter, CounterKind kind, Random random) {
        int highest = Math.min(MOST, kind.highest());
        List<QueuedChange> group = new ArrayList<>();
        for (int place = 0; place < 1 + random.nextInt(40); place++) {
            Voter voter = Voter.ofClient("voter-0123456789-" + random.nextInt(5));
            int value = kind.lowest() + random.nextInt(highest - kind.lowest() + 1);
            boolean adds = kind == CounterKind.CLAP && random.nextBoolean();
            Change change = random.nextInt(12) == 0
                    ? new Reset(idAt(NOW.plusSeconds(random.nextInt(4))), counter, 1)
                    : adds
                            ? Vote.adding(idAt(NOW), counter, voter, 1 + random.nextInt(3), MOST)
                            : Vote.of(idAt(NOW), counter, voter, value);
            group.add(new QueuedChange(sequence(7L * place), change));
        }
        return group;
    }

    private static Map<Voter, Integer> values(List<QueuedChange> group) {
        Map<Voter, Integer> values = new HashMap<>();
        ClickId highest = null;
        for (QueuedChange queued : group) {
            if (queued.change() instanceof Vote vote) {
                values.put(vote.voter(), vote.after(values.getOrDefault(vote.voter(), 0)));
            } else if (queued.change() instanceof Reset reset && reset.isAbove(highest)) {
                highest = reset.id();
                values.replaceAll((voter, value) -> 0);
            }
        }
        return values;
    }

    private static List<Long> modelled(List<QueuedChange> group) {
        Map<Voter, Integer> values = values(group);
        return List.of(
                values.values().stream().mapToLong(Integer::longValue).sum(),
                values.values().stream().filter(value -> value > 0).count(),
                values.values().stream().filter(value -> value < 0).count());
    }

    private static List<Long> sums(Stores stores, Shard shard) {
        return stores.tallies()
                .find(shard)
                .map(tally -> List.of(
                        tally.total(), tally.voters().up(), tally.voters().down()))
                .orElse(List.of(0L, 0L, 0L));
    }

    private static Map<Voter, Integer> storedValues(Stores stores, Shard shard) {
        ClickId generation = stores.tallies()
                .find(shard)
                .flatMap(Tally::reset)
                .map(Reset::id)
                .orElse(null);
        return all(stores.votes(), shard.counter()).stream()
                .collect(Collectors.toMap(
                        VoteStore.Located::voter, located -> located.vote().valueIn(generation)));
    }

    private static List<VoteStore.Located> all(VoteStore store, CounterId counter) {
        List<VoteStore.Located> all = new ArrayList<>();
        Optional<String> next = Optional.empty();
        do {
            VoteStore.Page page = store.ofCounter(counter, next);
            all.addAll(page.votes());
            next = page.next();
        } while (next.isPresent());
        return all;
    }

    /** Counts a batch as the aggregator does. */
    private static void count(TallyStore store, Shard shard, List<QueuedChange> batch) {
        Optional<Increment> planned = planIfNew(store, shard, batch);
        while (planned.isPresent() && !(store.add(planned.get(), NOW) instanceof Outcome.Added)) {
            planned = planIfNew(store, shard, batch);
        }
    }

    private static Increment plan(TallyStore store, Shard shard, List<QueuedChange> batch) {
        return planIfNew(store, shard, batch).orElseThrow();
    }

    private static Optional<Increment> planIfNew(TallyStore store, Shard shard, List<QueuedChange> batch) {
        Set<Voter> voters = batch.stream()
                .flatMap(queued -> Optional.ofNullable(voter(queued.change())).stream())
                .collect(Collectors.toSet());
        return TallyPlanner.plan(shard, QUEUE, batch, store.state(shard, QUEUE, voters), NOW)
                .increment();
    }

    private static @Nullable Voter voter(Change change) {
        return change instanceof Vote vote ? vote.voter() : null;
    }

    private static QueuedChange vote(long sequence, Voter voter, int value) {
        return new QueuedChange(sequence(sequence), Vote.of(idAt(NOW), LIKES, voter, value));
    }

    private static QueuedChange reset(long sequence, ClickId generation) {
        return new QueuedChange(sequence(sequence), new Reset(generation, LIKES, 16));
    }
}
