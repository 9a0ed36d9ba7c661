package dev.tally.counter;

import static dev.tally.counter.Fixtures.EPOCH;

import dev.tally.runtime.trace.TraceContext;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** Totals in memory, under the rules of {@link TotalStore}. */
public final class InMemoryTotalStore implements TotalStore {

    private final Map<CounterId, Published> published = new HashMap<>();
    private final Map<CounterId, Instant> touchAt = new HashMap<>();
    private Epoch epoch = EPOCH;

    /** Sets the current epoch of readers. */
    public synchronized void enter(Epoch current) {
        epoch = current;
    }

    /** Returns the counters that have an item. */
    public synchronized Set<CounterId> counters() {
        return Set.copyOf(published.keySet());
    }

    @Override
    public synchronized Published find(CounterId counter) {
        return stored(counter).in(epoch);
    }

    private Published stored(CounterId counter) {
        return published.getOrDefault(counter, Published.zero(counter, epoch));
    }

    @Override
    public synchronized Optional<Total> publish(Total total, Total seen, Optional<TraceContext> trace) {
        Objects.requireNonNull(total.updatedAt(), "updatedAt");
        Objects.requireNonNull(total.asOf(), "asOf");
        Published old = stored(total.counter());
        if (old.total().version() != seen.version()
                || (seen.version() > 0 && !old.total().epoch().equals(seen.epoch()))) {
            return Optional.of(old.total());
        }
        published.put(total.counter(), old.withTotal(total));
        return Optional.empty();
    }

    @Override
    public synchronized void touch(CounterId counter) {
        published.computeIfPresent(
                counter, (any, old) -> new Published(old.total(), old.viewers(), old.touches() + 1, old.live()));
    }

    @Override
    public synchronized Optional<Instant> touchOnceIn(Duration pause, CounterId counter, Instant now) {
        if (!published.containsKey(counter)) {
            return Optional.empty();
        }
        Instant last = touchAt.getOrDefault(counter, Instant.MIN);
        if (!last.isAfter(now.minus(pause))) {
            touchAt.put(counter, now);
            touch(counter);
            return Optional.empty();
        }
        if (last.isAfter(now.plus(CLOCK_DIFFERENCE))) {
            return Optional.empty();
        }
        touchAt.put(counter, last.plus(pause));
        return Optional.of(last.plus(pause));
    }

    @Override
    public synchronized void setViewers(CounterId counter, int viewers, LiveMode live) {
        published.computeIfPresent(counter, (any, old) -> new Published(old.total(), viewers, old.touches(), live));
    }
}
