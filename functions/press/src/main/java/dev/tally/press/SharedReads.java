package dev.tally.press;

import com.github.benmanes.caffeine.cache.AsyncCache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;

/**
 * The reads of a store by key. Concurrent and recent reads of one key share one result.
 *
 * @param <K> the keys
 * @param <V> the results
 */
final class SharedReads<K, V> {

    // The cache holds reads, not results. A request for a key that is being read waits for that read, and shares its
    // failure. Failures are not kept. A cache that reads under its lock would block readers of other keys. Such a
    // cache would also let each reader of a failing key try in turn.

    private final Function<Set<K>, Map<K, V>> store;
    private final AsyncCache<K, V> cache;

    /**
     * @param store returns the results of all its keys, read together
     * @param limits of the cache
     */
    SharedReads(Function<Set<K>, Map<K, V>> store, Caffeine<? super K, ? super V> limits) {
        this.store = store;
        this.cache = limits.buildAsync();
    }

    /** Returns the results of several keys, in their order. Those not in the cache are read together. */
    List<V> read(List<K> keys) {
        Map<K, CompletableFuture<V>> reads = new HashMap<>();
        Map<K, CompletableFuture<V>> own = new HashMap<>();
        for (K key : new HashSet<>(keys)) {
            CompletableFuture<V> fresh = new CompletableFuture<>();
            CompletableFuture<V> read = cache.get(key, (id, any) -> fresh);
            if (read == fresh) {
                own.put(key, fresh);
            }
            reads.put(key, read);
        }
        // Complete before waiting for reads of other threads, because those threads may wait for these reads.
        complete(own);
        return keys.stream()
                .map(key -> join(Objects.requireNonNull(reads.get(key))))
                .toList();
    }

    /** Drops all results. */
    void clear() {
        cache.synchronous().invalidateAll();
    }

    private void complete(Map<K, CompletableFuture<V>> reads) {
        try {
            Map<K, V> found = store.apply(reads.keySet());
            reads.forEach((key, read) -> read.complete(Objects.requireNonNull(found.get(key))));
        } catch (RuntimeException | Error failed) {
            reads.values().forEach(read -> read.completeExceptionally(failed));
        }
    }

    private static <V> V join(CompletableFuture<V> read) {
        try {
            return read.join();
        } catch (CompletionException failed) {
            throw failed.getCause() instanceof RuntimeException cause ? cause : failed;
        }
    }
}
