package dev.tally.counter;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/** Lagging counters in memory, under the rules of {@link LaggingStore}. */
public final class InMemoryLaggingStore implements LaggingStore {

    private final Map<CounterId, Admission> counters = new HashMap<>();

    @Override
    public synchronized Map<CounterId, Admission> read() {
        return Map.copyOf(counters);
    }

    @Override
    public synchronized void put(CounterId counter, Admission admission, Instant now) {
        counters.put(counter, admission);
        counters.values().removeIf(other -> other.until().isBefore(now));
    }

    @Override
    public synchronized void remove(CounterId counter) {
        counters.remove(counter);
    }
}
