package dev.tally.counter;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Tallies in memory, under the rules of {@link TallyStore}. */
public final class InMemoryTallyStore implements TallyStore {

    private static final String REGION = "here";

    private final Map<Shard, Tally> tallies = new HashMap<>();

    @Override
    public synchronized Outcome add(Increment increment, Instant now) {
        Tally old = tallies.getOrDefault(increment.shard(), new Tally(0, 0, Map.of(), Minutes.NONE, now));
        SequenceNumber watermark = old.watermarks().get(increment.queue());
        ClickId generation = old.reset().map(Reset::id).orElse(null);
        boolean isCounted = watermark != null && !increment.first().isAfter(watermark);
        boolean isReset =
                increment.reset().filter(reset -> !reset.isAbove(generation)).isPresent();
        if (isCounted || isReset) {
            return new Outcome.Behind(watermark, generation);
        }
        tallies.put(increment.shard(), added(old, increment, now));
        return new Outcome.Added();
    }

    @Override
    public synchronized Optional<Tally> find(Shard shard) {
        return Optional.ofNullable(tallies.get(shard));
    }

    @Override
    public synchronized SortedMap<String, Tally> shards(CounterId counter) {
        SortedMap<String, Tally> shards = new TreeMap<>();
        tallies.forEach((shard, tally) -> {
            if (shard.counter().equals(counter)) {
                shards.put(shard.name(REGION), tally);
            }
        });
        return shards;
    }

    private static Tally added(Tally old, Increment increment, Instant now) {
        Map<String, SequenceNumber> watermarks = new HashMap<>(old.watermarks());
        watermarks.put(increment.queue(), increment.last());
        SortedMap<Long, Long> minutes =
                new TreeMap<>(old.minutes().plus(increment.minutes()).sums());
        minutes.headMap(Minutes.oldestKept(now)).clear();
        boolean isReset = increment.reset().isPresent();
        return new Tally(
                (isReset ? 0 : old.total()) + increment.sum(),
                (isReset ? 0 : old.adjusted()) + increment.adjusted(),
                old.writes() + 1,
                increment.reset().or(old::reset),
                watermarks,
                new Minutes(minutes),
                now);
    }
}
