package dev.tally.broadcaster.rollup;

import dev.tally.counter.CounterId;
import dev.tally.counter.Epoch;
import dev.tally.counter.Total;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/** The published totals that an environment last saw, of the counters that it last rolled up. */
final class SeenTotals {

    /** A total takes about 3 KB. */
    private static final int MAX_SEEN = 2000;

    private final Map<CounterId, Total> seen = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<CounterId, Total> eldest) {
            return size() > MAX_SEEN;
        }
    };

    private final Epoch epoch;

    /** @param epoch of the totals of counters that were not seen */
    SeenTotals(Epoch epoch) {
        this.epoch = epoch;
    }

    /** Returns the counter's total, or zero if none was seen. */
    synchronized Total of(CounterId counter) {
        return Objects.requireNonNullElseGet(seen.get(counter), () -> Total.zero(counter, epoch));
    }

    synchronized void put(Total total) {
        seen.put(total.counter(), total);
    }

    synchronized void remove(CounterId counter) {
        seen.remove(counter);
    }
}
