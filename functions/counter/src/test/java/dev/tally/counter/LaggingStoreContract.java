package dev.tally.counter;

import static dev.tally.counter.Fixtures.COUNTER;
import static dev.tally.counter.Fixtures.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The rules of every {@link LaggingStore}, as tests that each implementation's test extends. */
public abstract class LaggingStoreContract {

    private static final CounterId OTHER = new CounterId("other");

    /** Returns an empty store. */
    protected abstract LaggingStore store();

    @Test
    void put_several_areReadUntilTheyAreRemovedOrExpire() {
        LaggingStore store = store();
        assertThat(store.read()).isEmpty();
        store.put(COUNTER, lagging(30), NOW);
        store.put(OTHER, lagging(40), NOW);
        assertThat(store.read()).isEqualTo(Map.of(COUNTER, lagging(30), OTHER, lagging(40)));
        store.remove(OTHER);
        assertThat(store.read()).containsOnlyKeys(COUNTER);
        store.put(OTHER, lagging(70), NOW.plusSeconds(31));
        assertThat(store.read()).containsOnlyKeys(OTHER);
    }

    private static Admission lagging(int seconds) {
        return new Admission(Duration.ofMillis(12_345), NOW.plusSeconds(seconds));
    }
}
