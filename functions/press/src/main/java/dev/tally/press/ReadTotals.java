package dev.tally.press;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import dev.tally.counter.CounterId;
import dev.tally.counter.Published;
import dev.tally.counter.TotalStore;
import dev.tally.runtime.snapstart.Restored;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.concurrent.ExecutorService;

/** The reads of published totals. Concurrent and recent reads of one counter share one result. */
@Singleton
class ReadTotals {

    private static final int MAX_CACHED = 1000;

    private final SharedReads<CounterId, Published> reads;

    ReadTotals(TotalStore store, ExecutorService executor, PressSettings settings, Ticker ticker) {
        this.reads = new SharedReads<>(
                store::findAll,
                Caffeine.newBuilder()
                        .expireAfterWrite(settings.readCache())
                        .maximumSize(MAX_CACHED)
                        .executor(executor)
                        .ticker(ticker));
    }

    Published read(CounterId counter) {
        return read(List.of(counter)).get(0);
    }

    /** Returns the published totals of several counters, in their order. Those not in the cache are read together. */
    List<Published> read(List<CounterId> counters) {
        return reads.read(counters);
    }

    /** Clears the cache, because its totals are old after a restore. */
    void clear(@Observes Restored restored) {
        reads.clear();
    }
}
