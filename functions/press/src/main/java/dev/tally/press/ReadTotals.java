package dev.tally.press;

import com.github.benmanes.caffeine.cache.AsyncCache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import dev.tally.counter.CounterId;
import dev.tally.counter.Published;
import dev.tally.counter.TotalStore;
import dev.tally.runtime.snapstart.Restored;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;

/** The reads of published totals. Concurrent and recent reads of one counter share one result. */
@Singleton
class ReadTotals {

    // The cache holds reads, not totals. A request for a counter that is being read waits for that read, and shares its
    // failure. Failures are not kept. A cache that reads under its lock would block readers of other counters. Such a
    // cache would also let each reader of a failing counter try in turn.
    private static final int MAX_CACHED = 1000;

    private final TotalStore store;
    private final AsyncCache<CounterId, Published> cache;

    ReadTotals(TotalStore store, ExecutorService executor, PressSettings settings, Ticker ticker) {
        this.store = store;
        this.cache = Caffeine.newBuilder()
                .expireAfterWrite(settings.readCache())
                .maximumSize(MAX_CACHED)
                .executor(executor)
                .ticker(ticker)
                .buildAsync();
    }

    Published read(CounterId counter) {
        return read(List.of(counter)).get(0);
    }

    /** Returns the published totals of several counters, in their order. Those not in the cache are read together. */
    List<Published> read(List<CounterId> counters) {
        Map<CounterId, CompletableFuture<Published>> reads = new HashMap<>();
        Map<CounterId, CompletableFuture<Published>> own = new HashMap<>();
        for (CounterId counter : new HashSet<>(counters)) {
            CompletableFuture<Published> fresh = new CompletableFuture<>();
            CompletableFuture<Published> read = cache.get(counter, (id, any) -> fresh);
            if (read == fresh) {
                own.put(counter, fresh);
            }
            reads.put(counter, read);
        }
        // Complete before waiting for reads of other threads, because those threads may wait for these reads.
        complete(own);
        return counters.stream()
                .map(counter -> join(Objects.requireNonNull(reads.get(counter))))
                .toList();
    }

    /** Clears the cache, because its totals are old after a restore. */
    void clear(@Observes Restored restored) {
        cache.synchronous().invalidateAll();
    }

    private void complete(Map<CounterId, CompletableFuture<Published>> reads) {
        try {
            Map<CounterId, Published> found = store.findAll(reads.keySet());
            reads.forEach((counter, read) -> read.complete(Objects.requireNonNull(found.get(counter))));
        } catch (RuntimeException | Error failed) {
            reads.values().forEach(read -> read.completeExceptionally(failed));
        }
    }

    private static Published join(CompletableFuture<Published> read) {
        try {
            return read.join();
        } catch (CompletionException failed) {
            throw failed.getCause() instanceof RuntimeException cause ? cause : failed;
        }
    }
}
