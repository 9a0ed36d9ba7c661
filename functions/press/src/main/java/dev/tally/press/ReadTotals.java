package dev.tally.press;

import dev.tally.counter.CounterId;
import dev.tally.counter.TallyStore;
import dev.tally.counter.Total;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;

/** Reads totals: the strongly consistent sum of a counter's shards. */
@Singleton
class ReadTotals {

    private final TallyStore store;
    private final ExecutorService executor;

    ReadTotals(TallyStore store, ExecutorService executor) {
        this.store = store;
        this.executor = executor;
    }

    Total read(CounterId counter) {
        return Total.sum(counter, store.tallies(counter));
    }

    /** The totals of several counters, in their order, read side by side. */
    List<Total> read(List<CounterId> counters) {
        List<CompletableFuture<Total>> reads = counters.stream()
                .map(counter -> CompletableFuture.supplyAsync(() -> read(counter), executor))
                .toList();
        try {
            return reads.stream().map(CompletableFuture::join).toList();
        } catch (CompletionException failed) {
            throw failed.getCause() instanceof RuntimeException cause ? cause : failed;
        }
    }
}
