package dev.tally.counter;

import dev.tally.runtime.trace.TraceContext;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** Totals in memory, under the rules of {@link TotalStore}. */
public final class InMemoryTotalStore implements TotalStore {

    private final Map<CounterId, Published> published = new HashMap<>();

    @Override
    public synchronized Published find(CounterId counter) {
        return published.getOrDefault(counter, Published.zero(counter));
    }

    @Override
    public synchronized Optional<Total> publish(Total total, Total seen, Optional<TraceContext> trace) {
        Objects.requireNonNull(total.updatedAt(), "updatedAt");
        Objects.requireNonNull(total.asOf(), "asOf");
        Published old = find(total.counter());
        if (old.total().version() != seen.version()) {
            return Optional.of(old.total());
        }
        published.put(total.counter(), new Published(total, old.viewers(), old.touches()));
        return Optional.empty();
    }

    @Override
    public synchronized void touch(CounterId counter, Instant now) {
        Published old = find(counter);
        published.put(counter, new Published(old.total(), old.viewers(), old.touches() + 1));
    }

    @Override
    public synchronized void setViewers(CounterId counter, int viewers) {
        published.computeIfPresent(counter, (any, old) -> old.withViewers(viewers));
    }
}
