package dev.tally.counter;

import static dev.tally.counter.Fixtures.COUNTER;
import static dev.tally.counter.Fixtures.NOW;
import static dev.tally.counter.Fixtures.idAt;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The rules of every {@link ResetStore}, as tests that each implementation's test extends. */
public abstract class ResetStoreContract {

    private static final ClickId FIRST = idAt(NOW);
    private static final ClickId SECOND = idAt(NOW.plusSeconds(1));

    /** Returns an empty store. */
    protected abstract ResetStore store();

    @Test
    void begin_anyOrder_returnsTheHighestGenerationOfTheCounter() {
        ResetStore store = store();
        assertThat(store.begin(COUNTER, FIRST)).isEqualTo(FIRST);
        assertThat(store.begin(COUNTER, FIRST)).isEqualTo(FIRST);
        assertThat(store.begin(COUNTER, SECOND)).isEqualTo(SECOND);
        assertThat(store.begin(COUNTER, FIRST)).isEqualTo(SECOND);
        assertThat(store.begin(new CounterId("other"), FIRST)).isEqualTo(FIRST);
    }
}
