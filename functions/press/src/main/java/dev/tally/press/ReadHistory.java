package dev.tally.press;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import dev.tally.counter.CounterId;
import dev.tally.counter.HistoryStore;
import dev.tally.counter.Minutes;
import dev.tally.runtime.snapstart.Restored;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The reads of history. Concurrent and recent reads of the same minutes of a counter share one result. */
@Singleton
class ReadHistory {

    /** In minutes with clicks, each of about 100 bytes. A request may ask for a week. */
    private static final int MAX_CACHED = 50_000;

    private final HistoryStore store;
    private final SharedReads<Range, Minutes> reads;

    ReadHistory(HistoryStore store, ExecutorService executor, PressSettings settings, Ticker ticker) {
        this.store = store;
        this.reads = new SharedReads<>(
                this::find,
                Caffeine.newBuilder()
                        .expireAfterWrite(settings.readCache())
                        .maximumWeight(MAX_CACHED)
                        .weigher((Range range, Minutes minutes) ->
                                1 + minutes.sums().size())
                        .executor(executor)
                        .ticker(ticker));
    }

    /** The minutes of a request, both ends included. */
    private record Range(CounterId counter, long first, long last) {}

    /** Returns the minutes from one epoch minute to another, both included; a minute without clicks is missing. */
    Minutes read(CounterId counter, long first, long last) {
        return reads.read(List.of(new Range(counter, first, last))).get(0);
    }

    /** Clears the cache, because its minutes are old after a restore. */
    void clear(@Observes Restored restored) {
        reads.clear();
    }

    private Map<Range, Minutes> find(Set<Range> ranges) {
        return ranges.stream()
                .collect(Collectors.toMap(
                        Function.identity(), range -> store.minutes(range.counter(), range.first(), range.last())));
    }
}
