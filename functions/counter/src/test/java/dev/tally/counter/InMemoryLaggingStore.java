package dev.tally.counter;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/** Lagging counters in memory, under the rules of {@link LaggingStore}. */
public final class InMemoryLaggingStore implements LaggingStore {

    private final Map<CounterId, Instant> counters = new HashMap<>();

    @Override
    public synchronized Map<CounterId, Instant> read() {
        return Map.copyOf(counters);
    }

    @Override
    public synchronized void put(CounterId counter, Instant until, Instant now) {
        counters.put(counter, until);
        counters.values().removeIf(other -> other.isBefore(now));
    }

    @Override
    public synchronized void remove(CounterId counter) {
        counters.remove(counter);
    }
}
