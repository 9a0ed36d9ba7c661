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

/** Reads what is published of counters; what was read a moment ago, or is being read, answers further reads. */
@Singleton
class ReadTotals {

    // The cache holds reads, not totals: whoever comes while a counter is being read waits for that read, and shares
    // its failure, too, which is not kept. A cache that reads under its lock would make readers of other counters wait,
    // and have each reader of a failing one try in turn.
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

    /** What is published of several counters, in their order, of which those that are not kept are read together. */
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
        // Before waiting for those that others read, who may wait for these.
        complete(own);
        return counters.stream()
                .map(counter -> join(Objects.requireNonNull(reads.get(counter))))
                .toList();
    }

    /** Drops what was read, because it is old where a snapshot is restored. */
    void forget(@Observes Restored restored) {
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
