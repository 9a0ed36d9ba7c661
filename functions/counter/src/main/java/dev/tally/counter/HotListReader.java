package dev.tally.counter;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The hot list as one environment knows it, read again when it is old. */
public final class HotListReader {

    /** The age from which the list is read again. */
    public static final Duration REFRESH = Duration.ofSeconds(20);

    /** The time without another read after one that failed, so that few requests wait for a table that is down. */
    private static final Duration PAUSE = Duration.ofSeconds(5);

    private final HotListStore store;
    private final InstantSource clock;
    private final Consumer<RuntimeException> onFailure;
    private @Nullable HotList list;
    private @Nullable Instant failedAt;

    /** @param onFailure receives the reason if a read failed */
    public HotListReader(HotListStore store, InstantSource clock, Consumer<RuntimeException> onFailure) {
        this.store = store;
        this.clock = clock;
        this.onFailure = onFailure;
    }

    /** Returns the list, which is older than {@link #REFRESH} only if the read failed; empty if none succeeded. */
    public synchronized Optional<HotList> list() {
        Instant now = clock.instant();
        if (list == null || !isWithin(REFRESH, list.readAt(), now)) {
            if (failedAt == null || !isWithin(PAUSE, failedAt, now)) {
                read(now);
            }
        }
        return Optional.ofNullable(list);
    }

    /** Drops the list. The next call reads it. */
    public synchronized void forget() {
        list = null;
        failedAt = null;
    }

    private void read(Instant now) {
        try {
            list = new HotList(store.read(), now);
            failedAt = null;
        } catch (StoreUnavailableException | UnreadableItemException failed) {
            failedAt = now;
            onFailure.accept(failed);
        }
    }

    /** Returns whether a time is past, but less than a duration ago. The clock may have been set back since. */
    private static boolean isWithin(Duration duration, Instant time, Instant now) {
        return !now.isBefore(time) && now.isBefore(time.plus(duration));
    }
}
