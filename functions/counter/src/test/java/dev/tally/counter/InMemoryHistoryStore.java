package dev.tally.counter;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/** Minutes in memory, under the rules of {@link HistoryStore}. */
public final class InMemoryHistoryStore implements HistoryStore {

    private record Recorded(long sum, long version) {}

    private final Map<CounterId, TreeMap<Long, Recorded>> recorded = new HashMap<>();

    @Override
    public synchronized void record(CounterId counter, Minutes minutes, long version, Instant expiresAt) {
        TreeMap<Long, Recorded> ofCounter = recorded.computeIfAbsent(counter, any -> new TreeMap<>());
        minutes.sums()
                .forEach((minute, sum) -> ofCounter.merge(
                        minute, new Recorded(sum, version), (old, late) -> old.version > late.version ? old : late));
    }

    @Override
    public synchronized Minutes minutes(CounterId counter, long from, long to) {
        TreeMap<Long, Long> sums = new TreeMap<>();
        recorded.getOrDefault(counter, new TreeMap<>())
                .subMap(from, true, to, true)
                .forEach((minute, one) -> sums.put(minute, one.sum));
        return new Minutes(sums);
    }
}
