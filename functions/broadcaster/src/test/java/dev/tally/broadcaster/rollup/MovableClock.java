package dev.tally.broadcaster.rollup;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;

/** A clock that a test sets ahead of another one. */
final class MovableClock extends Clock {

    private final Clock base;
    private Duration ahead = Duration.ZERO;

    MovableClock(Clock base) {
        this.base = base;
    }

    void forward(long seconds) {
        ahead = ahead.plusSeconds(seconds);
    }

    @Override
    public Instant instant() {
        return base.instant().plus(ahead);
    }

    @Override
    public ZoneId getZone() {
        return base.getZone();
    }

    @Override
    public Clock withZone(ZoneId zone) {
        throw new UnsupportedOperationException();
    }
}
