package dev.tally.counter;

import static dev.tally.counter.Fixtures.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RefreshedTest {

    private final List<Instant> reads = new ArrayList<>();
    private final List<RuntimeException> failures = new ArrayList<>();
    private Instant now = NOW;
    private boolean isDown;

    private final Refreshed<Integer> value =
            new Refreshed<>(this::read, Duration.ofSeconds(20), () -> now, failures::add);

    private int read(Instant begun) {
        reads.add(begun);
        if (isDown) {
            throw new StoreUnavailableException("down", new IllegalStateException());
        }
        return reads.size();
    }

    private void pass(Duration time) {
        now = now.plus(time);
    }

    @Test
    void value_fresh_isReadOnceInTheTime() {
        assertThat(value.value()).contains(1);
        pass(Duration.ofMillis(19_999));
        assertThat(value.value()).contains(1);
        pass(Duration.ofMillis(1));
        assertThat(value.value()).contains(2);
    }

    @Test
    void value_readFailsAfterOthers_keepsTheLastOneAndTriesAfterFiveSeconds() {
        value.value();
        isDown = true;
        pass(Duration.ofSeconds(20));
        assertThat(value.value()).contains(1);
        assertThat(failures).hasSize(1);
        isDown = false;
        pass(Duration.ofMillis(4_999));
        assertThat(value.value()).contains(1);
        pass(Duration.ofMillis(1));
        assertThat(value.value()).contains(3);
    }

    /** Presses with a key are rejected until then. */
    @Test
    void value_firstReadFails_isTriedAgainAfterASecond() {
        isDown = true;
        assertThat(value.value()).isEmpty();
        isDown = false;
        pass(Duration.ofMillis(999));
        assertThat(value.value()).isEmpty();
        pass(Duration.ofMillis(1));
        assertThat(value.value()).contains(2);
    }

    @Test
    void value_clockIsSetBack_isReadAgain() {
        value.value();
        pass(Duration.ofHours(-1));
        assertThat(value.value()).contains(2);
    }
}
