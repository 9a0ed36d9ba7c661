package dev.tally.aggregator;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** The time by which the function must have answered. */
record Deadline(Instant end, InstantSource clock) {

    static Deadline after(Duration time, InstantSource clock) {
        return new Deadline(clock.instant().plus(time), clock);
    }

    Duration remaining() {
        Duration remaining = Duration.between(clock.instant(), end);
        return remaining.isNegative() ? Duration.ZERO : remaining;
    }

    boolean isOver() {
        return remaining().isZero();
    }
}
