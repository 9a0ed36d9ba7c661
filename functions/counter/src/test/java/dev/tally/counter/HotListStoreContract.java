package dev.tally.counter;

import static dev.tally.counter.Fixtures.COUNTER;
import static dev.tally.counter.Fixtures.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tally.counter.HotListStore.Outcome;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The rules of every {@link HotListStore}, as tests that each implementation's test extends. */
public abstract class HotListStoreContract {

    private static final CounterId OTHER = new CounterId("a".repeat(96));
    private static final Schedule FIRST = Schedule.NONE.then(4, NOW);
    private static final Schedule SECOND = FIRST.then(8, NOW.plus(Schedule.LEAD));

    /** Returns an empty store. */
    protected abstract HotListStore store();

    @Test
    void read_empty_none() {
        assertThat(store().read()).isEmpty();
    }

    @Test
    void replace_asSeen_isRead() {
        HotListStore store = store();
        assertThat(store.replace(COUNTER, Schedule.NONE, FIRST)).isEqualTo(Outcome.REPLACED);
        assertThat(store.replace(OTHER, Schedule.NONE, FIRST)).isEqualTo(Outcome.REPLACED);
        assertThat(store.replace(COUNTER, FIRST, SECOND)).isEqualTo(Outcome.REPLACED);
        assertThat(store.read()).isEqualTo(Map.of(COUNTER, SECOND, OTHER, FIRST));
        assertThat(store.replace(COUNTER, SECOND, Schedule.NONE)).isEqualTo(Outcome.REPLACED);
        assertThat(store.read()).isEqualTo(Map.of(OTHER, FIRST));
    }

    @Test
    void replace_notAsSeen_changesNothing() {
        HotListStore store = store();
        assertThat(store.replace(COUNTER, FIRST, SECOND)).isEqualTo(Outcome.OUTDATED);
        store.replace(COUNTER, Schedule.NONE, FIRST);
        assertThat(store.replace(COUNTER, Schedule.NONE, SECOND)).isEqualTo(Outcome.OUTDATED);
        store.replace(COUNTER, FIRST, SECOND);
        assertThat(store.replace(COUNTER, FIRST, Schedule.NONE)).isEqualTo(Outcome.OUTDATED);
        assertThat(store.read()).isEqualTo(Map.of(COUNTER, SECOND));
    }

    @Test
    void replace_full_takesNoFurtherCounterButChanges() {
        HotListStore store = store();
        store.replace(COUNTER, Schedule.NONE, FIRST);
        int counters = 1;
        while (store.replace(new CounterId("c-" + counters), Schedule.NONE, FIRST) == Outcome.REPLACED) {
            counters++;
        }
        assertThat(counters).isGreaterThan(40);
        assertThat(store.read()).hasSize(counters);
        assertThat(store.replace(OTHER, Schedule.NONE, FIRST)).isEqualTo(Outcome.FULL);
        assertThat(store.replace(COUNTER, FIRST, SECOND)).isEqualTo(Outcome.REPLACED);
        assertThat(store.replace(COUNTER, SECOND, Schedule.NONE)).isEqualTo(Outcome.REPLACED);
        assertThat(store.replace(new CounterId("d"), Schedule.NONE, FIRST)).isEqualTo(Outcome.REPLACED);
    }
}
