package dev.tally.counter;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;
import java.util.SortedMap;

/**
 * A comparison of a counter's tallies with its published total and history.
 *
 * @param shards the tallies by the name of their shard
 * @param published the total as readers get it
 * @param history the recorded minutes, including those that the shards still keep
 */
public record Audit(CounterId counter, SortedMap<String, Tally> shards, Total published, Minutes history) {

    /** The time that a rollup may take. A total that lacks an older write is wrong. */
    public static final Duration SETTLING_TIME = Duration.ofMinutes(1);

    /** The most that one write can add: a full batch of a FIFO queue. */
    private static final long MOST_PER_WRITE = 10L * Click.MAX_DELTA;

    public long counted() {
        return Generations.counted(shards).values().stream()
                .mapToLong(Tally::total)
                .sum();
    }

    /** Returns the sum of the counted adjustments. */
    public long adjusted() {
        return Generations.counted(shards).values().stream()
                .mapToLong(Tally::adjusted)
                .sum();
    }

    /** Returns the number of voters with a counted vote, by the sign of their value. */
    public VoterCount voters() {
        return Generations.counted(shards).values().stream()
                .map(Tally::voters)
                .reduce(VoterCount.NONE, VoterCount::plus);
    }

    /** Returns the time of the last reset that a shard received, empty if none did. */
    public Optional<Instant> reset() {
        return shards.values().stream()
                .flatMap(tally -> tally.reset().stream())
                .map(Reset::id)
                .max(Comparator.naturalOrder())
                .map(ClickId::time);
    }

    private long writes() {
        return shards.values().stream().mapToLong(Tally::writes).sum();
    }

    /** Returns whether the total includes all writes of the shards, so that its sum must equal theirs. */
    private boolean isCaughtUp() {
        return published.version() == writes();
    }

    /** Returns the first contradiction of shards, total and history, in this order; empty if none is known. */
    public Optional<String> disagreement(Instant now) {
        return shards.entrySet().stream()
                .flatMap(shard -> shardDisagreement(shard.getKey(), shard.getValue(), now).stream())
                .findFirst()
                .or(this::totalDisagreement)
                .or(() -> historyDisagreement(now));
    }

    private Optional<String> shardDisagreement(String shard, Tally tally, Instant now) {
        if (Math.abs(tally.total() - tally.adjusted()) > tally.writes() * MOST_PER_WRITE) {
            return Optional.of(("shard %s has the sum %d, more than its adjustments of %d and its %d writes can add:"
                            + " its item was edited by hand, repair it")
                    .formatted(shard, tally.total(), tally.adjusted(), tally.writes()));
        }
        if (CounterKind.of(counter).takesVotes() && !isPossible(tally.total(), tally.voters())) {
            return Optional.of(("shard %s has the sum %d, which %d voters up and %d voters down cannot give:"
                            + " its item was edited by hand, or restored in part")
                    .formatted(
                            shard,
                            tally.total(),
                            tally.voters().up(),
                            tally.voters().down()));
        }
        if (published.version() < writes() && isMissed(tally, now)) {
            return Optional.of(
                    "shard %s was written at %s, but the total, as of %s, lacks that write: rebuild the total"
                            .formatted(shard, tally.updatedAt(), published.asOf()));
        }
        return Optional.empty();
    }

    private boolean isPossible(long sum, VoterCount voters) {
        return CounterKind.of(counter) == CounterKind.CLAP
                ? voters.up() <= sum && sum <= voters.up() * Vote.MAX_CLAPS
                : sum == voters.up() - voters.down();
    }

    private boolean isMissed(Tally tally, Instant now) {
        Instant asOf = published.asOf();
        return (asOf == null || tally.updatedAt().isAfter(asOf))
                && tally.updatedAt().isBefore(now.minus(SETTLING_TIME));
    }

    private Optional<String> totalDisagreement() {
        if (published.version() > writes()) {
            return Optional.of(("the total has version %d, but the shards have only %d writes:"
                            + " a shard item was deleted or restored from a backup")
                    .formatted(published.version(), writes()));
        }
        if (isCaughtUp() && !published.voters().equals(voters())) {
            return Optional.of("the total has other numbers of voters than the shards: rebuild the total");
        }
        return isCaughtUp() && published.count() != counted()
                ? Optional.of("the total is %d, but the shards sum to %d after the same %d writes: rebuild the total"
                        .formatted(published.count(), counted(), writes()))
                : Optional.empty();
    }

    private Optional<String> historyDisagreement(Instant now) {
        return published.minutes().sums().entrySet().stream()
                .filter(minute -> isSettled(now) && !minute.getValue().equals(recorded(minute.getKey())))
                .findFirst()
                .map(minute -> "the minute %s has the sum %d in the total, but %d in the history: rebuild the total"
                        .formatted(
                                Instant.ofEpochSecond(minute.getKey() * 60),
                                minute.getValue(),
                                recorded(minute.getKey())));
    }

    /** Returns whether total and history are comparable: the history is written after the total. */
    private boolean isSettled(Instant now) {
        Instant asOf = published.asOf();
        return isCaughtUp() && asOf != null && asOf.isBefore(now.minus(SETTLING_TIME));
    }

    private Long recorded(Long minute) {
        return history.sums().getOrDefault(minute, 0L);
    }
}
