package dev.tally.press;

import com.github.benmanes.caffeine.cache.Ticker;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/** The time of caches and limits. It stands still until {@link #pass} is called. */
public final class FakeTicker implements Ticker {

    private final AtomicLong nanos = new AtomicLong();

    @Override
    public long read() {
        return nanos.get();
    }

    public void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }
}
