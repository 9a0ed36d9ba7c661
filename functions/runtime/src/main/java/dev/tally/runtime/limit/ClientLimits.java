package dev.tally.runtime.limit;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import io.github.bucket4j.TimeMeter;
import java.time.Duration;
import java.util.function.LongSupplier;

/** A token bucket for each tracked client. */
public final class ClientLimits {

    // The number of tracked clients bounds the memory. At worst, a flood of addresses evicts other clients. An evicted
    // client gets a full bucket, so the flood makes no client wait. The cache keeps frequent clients rather than recent
    // ones, so a flood mostly evicts its own addresses.

    private final Rate rate;
    private final Cache<String, Bucket> buckets;
    private final TimeMeter time;

    /**
     * Limits clients at one rate.
     *
     * @param tracked the most clients that have a bucket
     * @param nanos a clock that only grows
     */
    public ClientLimits(Rate rate, int tracked, LongSupplier nanos) {
        if (tracked < 1) {
            throw new IllegalArgumentException("TALLY_TRACKED_CLIENTS must be 1 or more, not " + tracked);
        }
        this.rate = rate;
        this.buckets = Caffeine.newBuilder()
                .maximumSize(tracked)
                .executor(Runnable::run)
                .build();
        this.time = new Nanos(nanos);
    }

    /** Returns the rate. {@link #take} requires that it is a limit. */
    public Rate rate() {
        return rate;
    }

    /** Consumes one token of a client's bucket, if it has one. */
    public Verdict take(String client) {
        return take(client, 1);
    }

    /** Consumes several tokens of a client's bucket, if it has them. More than a full bucket holds count as a full one. */
    public Verdict take(String client, int tokens) {
        ConsumptionProbe probe =
                buckets.get(client, any -> full()).tryConsumeAndReturnRemaining(Math.min(tokens, rate.burst()));
        return new Verdict(
                probe.isConsumed(),
                probe.getRemainingTokens(),
                Duration.ofNanos(probe.getNanosToWaitForRefill()),
                Duration.ofNanos(probe.getNanosToWaitForReset()));
    }

    /** Fills all buckets. Call it after a restore, when the clock has jumped. */
    public void reset() {
        buckets.invalidateAll();
    }

    /** Returns the number of tracked clients. */
    public long tracked() {
        buckets.cleanUp();
        return buckets.estimatedSize();
    }

    private Bucket full() {
        return Bucket.builder()
                .addLimit(limit -> limit.capacity(rate.burst()).refillGreedy(rate.perSecond(), Duration.ofSeconds(1)))
                .withCustomTimePrecision(time)
                .build();
    }

    private record Nanos(LongSupplier now) implements TimeMeter {

        @Override
        public long currentTimeNanos() {
            return now.getAsLong();
        }

        @Override
        public boolean isWallClockBased() {
            return false;
        }
    }
}
