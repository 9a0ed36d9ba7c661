package dev.tally.localstack.quota;

import io.github.bucket4j.Bucket;
import io.github.bucket4j.TimeMeter;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/** A token bucket of units, which may be fractions. */
public final class Rate {

    // DynamoDB knows the units of a call after the call. A caller therefore takes the fewest possible units before the
    // call, and the rest after it, even if the bucket has too few. The next callers wait until the debt is paid.

    /** The tokens of one unit. */
    private static final long TOKENS = 1000;

    private final Bucket bucket;
    private final BooleanSupplier usedUp;

    /**
     * @param burst the most units at once; at least 1, so that a rate below 1 still admits a call
     * @param nanos a clock that only grows
     * @param usedUp returns whether other work has used up the units
     */
    Rate(double perSecond, double burst, LongSupplier nanos, BooleanSupplier usedUp) {
        this.usedUp = usedUp;
        this.bucket = Bucket.builder()
                .addLimit(limit -> limit.capacity(tokens(Math.max(1, burst)))
                        .refillGreedy(Math.max(1, tokens(perSecond)), Duration.ofSeconds(1)))
                .withCustomTimePrecision(new Nanos(nanos))
                .build();
    }

    /** Takes units, or returns false if there are too few. */
    public boolean tryTake(double units) {
        return !usedUp.getAsBoolean() && bucket.tryConsume(tokens(units));
    }

    /** Takes units even if there are too few; none if the number is not above 0. */
    public void take(double units) {
        if (tokens(units) > 0) {
            long unused = bucket.consumeIgnoringRateLimits(tokens(units));
        }
    }

    public void giveBack(double units) {
        if (tokens(units) > 0) {
            bucket.addTokens(tokens(units));
        }
    }

    private static long tokens(double units) {
        return Math.round(units * TOKENS);
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
