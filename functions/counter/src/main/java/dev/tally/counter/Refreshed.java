package dev.tally.counter;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A stored value as one environment knows it, read again when it is old. A read that fails leaves the earlier value. */
public final class Refreshed<T> {

    /** The time without another read after one that failed, so that few requests wait for a table that is down. */
    private static final Duration PAUSE = Duration.ofSeconds(5);

    /** The same before the first value. Some requests are rejected without a value, so it is shorter. */
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);

    private final Function<Instant, T> read;
    private final Duration refresh;
    private final InstantSource clock;
    private final Consumer<RuntimeException> onFailure;
    private @Nullable T value;
    private @Nullable Instant readAt;
    private Duration pause = Duration.ZERO;

    /**
     * @param read reads the value; receives the time at which the read begins
     * @param refresh the age from which the value is read again
     * @param onFailure receives the reason if a read failed
     */
    public Refreshed(
            Function<Instant, T> read, Duration refresh, InstantSource clock, Consumer<RuntimeException> onFailure) {
        this.read = read;
        this.refresh = refresh;
        this.clock = clock;
        this.onFailure = onFailure;
    }

    /** Returns the value, which is older than the refresh only if the read failed; empty if none succeeded. */
    public synchronized Optional<T> value() {
        Instant now = clock.instant();
        if (readAt == null || !isWithin(pause, readAt, now)) {
            readAt = now;
            try {
                value = read.apply(now);
                pause = refresh;
            } catch (StoreUnavailableException | UnreadableItemException failed) {
                pause = value == null ? FIRST_PAUSE : PAUSE;
                onFailure.accept(failed);
            }
        }
        return Optional.ofNullable(value);
    }

    /** Drops the value. The next call reads it. */
    public synchronized void forget() {
        value = null;
        readAt = null;
    }

    /** Returns whether a time is past, but less than a duration ago. The clock may have been set back since. */
    private static boolean isWithin(Duration duration, Instant time, Instant now) {
        return !now.isBefore(time) && now.isBefore(time.plus(duration));
    }
}
