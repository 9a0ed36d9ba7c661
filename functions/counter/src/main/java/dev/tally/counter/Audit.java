package dev.tally.counter;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.SortedMap;

/**
 * What was counted of a counter, held against what is published of it.
 *
 * @param shards the tallies by the name of their shard
 * @param published the total as it is read
 * @param history the minutes as they are read, those that the shards keep among them
 */
public record Audit(CounterId counter, SortedMap<String, Tally> shards, Total published, Minutes history) {

    /** A rollup that is later than this is no longer under way. */
    public static final Duration SETTLING_TIME = Duration.ofMinutes(1);

    /** The most that one write can add: a full batch of a FIFO queue. */
    private static final long MOST_PER_WRITE = 10L * Click.MAX_DELTA;

    public long counted() {
        return shards.values().stream().mapToLong(Tally::total).sum();
    }

    private long writes() {
        return shards.values().stream().mapToLong(Tally::writes).sum();
    }

    /** Whether the total is of all writes of the shards, so that it must say what they say. */
    private boolean isCaughtUp() {
        return published.version() == writes();
    }

    /** The first thing that cannot be true, in words, by shards first; empty if all agree as far as can be known. */
    public Optional<String> disagreement(Instant now) {
        return shards.entrySet().stream()
                .flatMap(shard -> shardDisagreement(shard.getKey(), shard.getValue(), now).stream())
                .findFirst()
                .or(this::totalDisagreement)
                .or(() -> historyDisagreement(now));
    }

    private Optional<String> shardDisagreement(String shard, Tally tally, Instant now) {
        if (Math.abs(tally.total()) > tally.writes() * MOST_PER_WRITE) {
            return Optional.of("shard %s holds %d, more than its %d writes can have added"
                    .formatted(shard, tally.total(), tally.writes()));
        }
        if (published.version() < writes() && isMissed(tally, now)) {
            return Optional.of("shard %s was written at %s, and the total, as of %s, lacks that"
                    .formatted(shard, tally.updatedAt(), published.asOf()));
        }
        return Optional.empty();
    }

    private boolean isMissed(Tally tally, Instant now) {
        Instant asOf = published.asOf();
        return (asOf == null || tally.updatedAt().isAfter(asOf))
                && tally.updatedAt().isBefore(now.minus(SETTLING_TIME));
    }

    private Optional<String> totalDisagreement() {
        if (published.version() > writes()) {
            return Optional.of("the total is of %d writes, and the shards had %d: some were taken back"
                    .formatted(published.version(), writes()));
        }
        return isCaughtUp() && published.count() != counted()
                ? Optional.of("the total is %d, and the shards sum to %d after the same %d writes"
                        .formatted(published.count(), counted(), writes()))
                : Optional.empty();
    }

    private Optional<String> historyDisagreement(Instant now) {
        return published.minutes().sums().entrySet().stream()
                .filter(minute -> isSettled(now) && !minute.getValue().equals(recorded(minute.getKey())))
                .findFirst()
                .map(minute -> "the minute %s sums to %d in the total, and to %d in the history"
                        .formatted(
                                Instant.ofEpochSecond(minute.getKey() * 60),
                                minute.getValue(),
                                recorded(minute.getKey())));
    }

    /** A total and its minutes are written side by side, and one may be seen before the other. */
    private boolean isSettled(Instant now) {
        Instant asOf = published.asOf();
        return isCaughtUp() && asOf != null && asOf.isBefore(now.minus(SETTLING_TIME));
    }

    private Long recorded(Long minute) {
        return history.sums().getOrDefault(minute, 0L);
    }
}
