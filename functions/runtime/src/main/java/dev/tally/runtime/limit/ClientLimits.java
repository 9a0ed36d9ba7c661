package dev.tally.runtime.limit;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import io.github.bucket4j.TimeMeter;
import java.time.Duration;
import java.util.function.LongSupplier;

/** A token bucket for each client, as long as it is remembered. */
public final class ClientLimits {

    // Memory is bounded by how many clients are remembered. Whoever comes with more addresses than that has others
    // forgotten at worst, which gives them a full bucket: nobody waits for it who would not have had to. The cache
    // keeps who comes often rather than who came last, so that a flood of new addresses mostly pushes out itself.

    private final Rate rate;
    private final Cache<String, Bucket> buckets;
    private final TimeMeter time;

    /**
     * Limits at one rate.
     *
     * @param remembered of how many clients the buckets are kept
     * @param nanos a clock that only grows
     */
    public ClientLimits(Rate rate, int remembered, LongSupplier nanos) {
        if (remembered < 1) {
            throw new IllegalArgumentException("TALLY_TRACKED_CLIENTS must be 1 or more, not " + remembered);
        }
        this.rate = rate;
        this.buckets = Caffeine.newBuilder()
                .maximumSize(remembered)
                .executor(Runnable::run)
                .build();
        this.time = new Nanos(nanos);
    }

    /** The rate, which must be a limit to {@link #take} from. */
    public Rate rate() {
        return rate;
    }

    /** Takes one token of a client, if it has one. */
    public Verdict take(String client) {
        ConsumptionProbe probe = buckets.get(client, any -> full()).tryConsumeAndReturnRemaining(1);
        return new Verdict(
                probe.isConsumed(),
                probe.getRemainingTokens(),
                Duration.ofNanos(probe.getNanosToWaitForRefill()),
                Duration.ofNanos(probe.getNanosToWaitForReset()));
    }

    /** Starts with full buckets from now on, such as where the clock is another. */
    public void forget() {
        buckets.invalidateAll();
    }

    /** How many clients are remembered now. */
    public long remembered() {
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
