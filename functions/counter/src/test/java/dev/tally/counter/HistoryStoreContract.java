package dev.tally.counter;

import static dev.tally.counter.Fixtures.COUNTER;
import static dev.tally.counter.Fixtures.EPOCH;
import static dev.tally.counter.Fixtures.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The rules of every {@link HistoryStore}, as tests that each implementation's test extends. */
public abstract class HistoryStoreContract {

    private static final long MINUTE = Minutes.of(NOW);

    /** The last minute of the hour before, because {@code NOW} is in the first minute of an hour. */
    private static final long LAST_HOUR = MINUTE - 1;

    /** Returns an empty store. */
    protected abstract HistoryStore store();

    @Test
    void minutes_neverRecorded_none() {
        assertThat(store().minutes(COUNTER, 0, MINUTE)).isEqualTo(Minutes.NONE);
    }

    @Test
    void minutes_range_includesBothEndsAndNothingElse() {
        HistoryStore store = store();
        store.record(
                COUNTER, minutes(Map.of(MINUTE - 3, 1L, MINUTE - 2, 2L, MINUTE - 1, 3L, MINUTE, 4L)), EPOCH, 1, NOW);
        assertThat(store.minutes(COUNTER, MINUTE - 2, MINUTE - 1))
                .isEqualTo(minutes(Map.of(MINUTE - 2, 2L, MINUTE - 1, 3L)));
    }

    @Test
    void record_twice_isOnce() {
        HistoryStore store = store();
        store.record(COUNTER, minutes(Map.of(MINUTE, 4L)), EPOCH, 7, NOW);
        store.record(COUNTER, minutes(Map.of(MINUTE, 4L)), EPOCH, 7, NOW);
        assertThat(store.minutes(COUNTER, MINUTE, MINUTE)).isEqualTo(minutes(Map.of(MINUTE, 4L)));
    }

    @Test
    void record_olderAfterNewer_changesNothingInTheHourOfTheNewer() {
        HistoryStore store = store();
        store.record(COUNTER, minutes(Map.of(MINUTE, 4L)), EPOCH, 7, NOW);
        store.record(COUNTER, minutes(Map.of(MINUTE, 3L, MINUTE + 1, 2L, LAST_HOUR, 1L)), EPOCH, 6, NOW);
        assertThat(store.minutes(COUNTER, LAST_HOUR, MINUTE + 1)).isEqualTo(minutes(Map.of(MINUTE, 4L, LAST_HOUR, 1L)));
    }

    @Test
    void record_afterARestore_laterEpochReplacesAHigherVersion() {
        HistoryStore store = store();
        Epoch later = new Epoch(EPOCH + "-1");
        store.record(COUNTER, minutes(Map.of(MINUTE, 4L)), EPOCH, 7, NOW);
        store.record(COUNTER, minutes(Map.of(MINUTE, 3L)), later, 5, NOW);
        store.record(COUNTER, minutes(Map.of(MINUTE, 9L)), EPOCH, 8, NOW);
        assertThat(store.minutes(COUNTER, MINUTE, MINUTE)).isEqualTo(minutes(Map.of(MINUTE, 3L)));
    }

    @Test
    void record_newerWithoutAMinute_keepsThatMinute() {
        HistoryStore store = store();
        store.record(COUNTER, minutes(Map.of(MINUTE, 4L, MINUTE + 1, 1L)), EPOCH, 7, NOW);
        store.record(COUNTER, minutes(Map.of(MINUTE + 1, -5L, MINUTE + 59, 3L)), EPOCH, 8, NOW);
        assertThat(store.minutes(COUNTER, MINUTE, MINUTE + 59))
                .isEqualTo(minutes(Map.of(MINUTE, 4L, MINUTE + 1, -5L, MINUTE + 59, 3L)));
    }

    @Test
    void minutes_ofManyHoursAndOtherCounters_areThoseOfTheRange() {
        HistoryStore store = store();
        store.record(new CounterId("other"), minutes(Map.of(MINUTE, 9L)), EPOCH, 7, NOW);
        Minutes all = minutes(Map.of(MINUTE - 600, 1L, MINUTE - 300, 2L, LAST_HOUR, 3L, MINUTE, 4L));
        store.record(COUNTER, all, EPOCH, 7, NOW);
        assertThat(store.minutes(COUNTER, 0, MINUTE)).isEqualTo(all);
        assertThat(store.minutes(COUNTER, MINUTE - 599, LAST_HOUR))
                .isEqualTo(minutes(Map.of(MINUTE - 300, 2L, LAST_HOUR, 3L)));
    }

    private static Minutes minutes(Map<Long, Long> sums) {
        return new Minutes(new TreeMap<>(sums));
    }
}
