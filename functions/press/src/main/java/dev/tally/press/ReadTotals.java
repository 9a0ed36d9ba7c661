package dev.tally.press;

import com.github.benmanes.caffeine.cache.AsyncCache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import dev.tally.counter.CounterId;
import dev.tally.counter.Published;
import dev.tally.counter.TotalStore;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;

/** Reads what is published of counters; what was read a moment ago, or is being read, answers further reads. */
@Singleton
class ReadTotals {

    // The cache holds reads, not totals: whoever comes while a counter is being read waits for that read, and shares
    // its
    // failure, too, which is not kept. A cache that reads under its lock would make readers of other counters wait, and
    // have each reader of a failing one try in turn.
    private static final int MAX_CACHED = 1000;

    private final TotalStore store;
    private final ExecutorService executor;
    private final AsyncCache<CounterId, Published> cache;

    ReadTotals(TotalStore store, ExecutorService executor, PressSettings settings, Ticker ticker) {
        this.store = store;
        this.executor = executor;
        this.cache = Caffeine.newBuilder()
                .expireAfterWrite(settings.readCache())
                .maximumSize(MAX_CACHED)
                .executor(executor)
                .ticker(ticker)
                .buildAsync();
    }

    Published read(CounterId counter) {
        CompletableFuture<Published> own = new CompletableFuture<>();
        CompletableFuture<Published> read = cache.get(counter, (id, any) -> own);
        if (read == own) {
            complete(own, counter);
        }
        return join(read);
    }

    /** What is published of several counters, in their order, read side by side. */
    List<Published> read(List<CounterId> counters) {
        List<CompletableFuture<Published>> reads = counters.stream()
                .map(counter -> CompletableFuture.supplyAsync(() -> read(counter), executor))
                .toList();
        return reads.stream().map(ReadTotals::join).toList();
    }

    /** Reads anew from now on. */
    void forget() {
        cache.synchronous().invalidateAll();
    }

    private void complete(CompletableFuture<Published> read, CounterId counter) {
        try {
            read.complete(store.find(counter));
        } catch (RuntimeException | Error failed) {
            read.completeExceptionally(failed);
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
