package dev.tally.counter;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Consumer;

/** The hot list as one environment knows it, read again when it is old. */
public final class HotListReader {

    /** The age from which the list is read again. */
    public static final Duration REFRESH = Duration.ofSeconds(20);

    private final Refreshed<HotList> list;

    /** @param onFailure receives the reason if a read failed */
    public HotListReader(HotListStore store, InstantSource clock, Consumer<RuntimeException> onFailure) {
        list = new Refreshed<>(begun -> new HotList(store.read(), begun), REFRESH, clock, onFailure);
    }

    /** Returns the list, which is older than {@link #REFRESH} only if the read failed; empty if none succeeded. */
    public Optional<HotList> list() {
        return list.value();
    }

    /** Drops the list. The next call reads it. */
    public void forget() {
        list.forget();
    }
}
