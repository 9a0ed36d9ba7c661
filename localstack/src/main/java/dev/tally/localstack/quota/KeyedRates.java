package dev.tally.localstack.quota;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.function.Function;

/** A rate for each key, such as a partition key or a message group. */
public final class KeyedRates {

    /** Bounds the memory. An evicted key starts again with a full bucket. */
    private static final int MOST_KEYS = 100_000;

    private final Function<String, Rate> full;
    private final Cache<String, Rate> rates =
            Caffeine.newBuilder().maximumSize(MOST_KEYS).executor(Runnable::run).build();

    KeyedRates(Function<String, Rate> full) {
        this.full = full;
    }

    public Rate of(String key) {
        return rates.get(key, full);
    }
}
