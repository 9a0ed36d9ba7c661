package dev.tally.counter;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The planner of a shard's next write. It alone decides which changes are new. */
public final class TallyPlanner {

    private TallyPlanner() {}

    /**
     * The decision about the changes of one batch.
     *
     * @param increment the write that counts the fresh changes, empty if there are none
     * @param fresh the changes above the watermark, each once, by sequence number
     * @param counted the changes that an earlier write counted, as they were delivered
     */
    public record Plan(Optional<Increment> increment, List<QueuedChange> fresh, List<QueuedChange> counted) {}

    /**
     * Plans the write of one shard.
     *
     * <p>The changes may come in any order and more than once. An earlier write counted all changes at or below the
     * watermark: SQS delivers a message group in order, and a message is acknowledged only after it was counted.
     *
     * @param changes of this shard, numbered by this queue
     * @param known the state of the shard; a write on an outdated state has no effect
     */
    public static Plan plan(
            Shard shard, String queue, Collection<QueuedChange> changes, ShardState known, Instant now) {
        NavigableMap<SequenceNumber, QueuedChange> fresh = new TreeMap<>();
        List<QueuedChange> counted = new ArrayList<>();
        for (QueuedChange queued : changes) {
            if (known.watermark() == null || queued.sequence().isAfter(known.watermark())) {
                fresh.put(queued.sequence(), queued);
            } else {
                counted.add(queued);
            }
        }
        List<QueuedChange> inOrder = List.copyOf(fresh.values());
        return new Plan(increment(shard, queue, inOrder, known, now), inOrder, List.copyOf(counted));
    }

    private static Optional<Increment> increment(
            Shard shard, String queue, List<QueuedChange> fresh, ShardState known, Instant now) {
        if (fresh.isEmpty()) {
            return Optional.empty();
        }
        Sums sums = new Sums(shard, known, now);
        fresh.forEach(queued -> sums.add(queued.change()));
        return Optional.of(new Increment(
                shard,
                queue,
                fresh.get(0).sequence(),
                fresh.get(fresh.size() - 1).sequence(),
                (int) fresh.stream()
                        .filter(queued -> !(queued.change() instanceof Reset))
                        .count(),
                sums.reset,
                sums.sum,
                sums.adjusted,
                new Minutes(sums.minutes),
                sums.votes(),
                load(fresh, now),
                Optional.empty()));
    }

    private static ShardLoad load(List<QueuedChange> fresh, Instant now) {
        Duration lag = fresh.stream()
                .map(QueuedChange::sentAt)
                .flatMap(Optional::stream)
                .max(Comparator.naturalOrder())
                .map(newest -> Duration.between(newest, now))
                .filter(age -> !age.isNegative())
                .orElse(Duration.ZERO);
        return ShardLoad.of(lag, fresh.size(), now);
    }

    /** The sums of changes, added in the order of the group. A reset that takes effect drops all but the minutes. */
    private static final class Sums {

        private final Shard shard;
        private final ShardState known;
        private final Instant now;
        private final SortedMap<Long, Long> minutes = new TreeMap<>();
        private final Map<Voter, CastVote> cast = new LinkedHashMap<>();
        private Optional<Reset> reset = Optional.empty();
        private @Nullable ClickId generation;
        private VoterCount voters = VoterCount.NONE;
        private long sum;
        private long adjusted;

        Sums(Shard shard, ShardState known, Instant now) {
            this.shard = shard;
            this.known = known;
            this.now = now;
            this.generation = known.generation();
        }

        void add(Change change) {
            if (change instanceof Reset candidate) {
                reset(candidate);
            } else if (change instanceof Vote vote) {
                int old = valueOf(vote.voter());
                int value = vote.after(old);
                cast.put(vote.voter(), new CastVote(value, shard.index(), generation));
                voters = voters.plus(VoterCount.change(old, value));
                add(vote, (long) value - old);
            } else if (change instanceof Adjustment) {
                sum += change.amount();
                adjusted += change.amount();
            } else {
                add(change, change.amount());
            }
        }

        private void add(Change change, long amount) {
            long minute = Math.max(Minutes.of(change.id().time()), Minutes.oldestOpen(now));
            minutes.merge(minute, amount, Long::sum);
            sum += amount;
        }

        private void reset(Reset candidate) {
            if (candidate.isAbove(generation)) {
                generation = candidate.id();
                reset = Optional.of(candidate);
                voters = VoterCount.NONE;
                sum = 0;
                adjusted = 0;
            }
        }

        private int valueOf(Voter voter) {
            CastVote vote = cast.getOrDefault(voter, known.votes().get(voter));
            return vote == null ? 0 : vote.valueIn(generation);
        }

        VoteChanges votes() {
            return cast.isEmpty() ? VoteChanges.NONE : new VoteChanges(known, voters, cast);
        }
    }
}
