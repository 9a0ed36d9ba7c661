package dev.tally.runtime;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** The time by which a function must have answered. */
public record Deadline(Instant end, InstantSource clock) {

    public static Deadline after(Duration time, InstantSource clock) {
        return new Deadline(clock.instant().plus(time), clock);
    }

    /** Returns the earlier of this deadline and one after a time from now. */
    public Deadline within(Duration time) {
        return remaining().compareTo(time) <= 0 ? this : after(time, clock);
    }

    /** Returns the deadline that comes before this one by a time. */
    public Deadline earlier(Duration time) {
        return new Deadline(end.minus(time), clock);
    }

    public Duration remaining() {
        Duration remaining = Duration.between(clock.instant(), end);
        return remaining.isNegative() ? Duration.ZERO : remaining;
    }

    public boolean isOver() {
        return remaining().isZero();
    }
}
