package dev.tally.counter;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class StreamLagTest {

    @Test
    void chance_freshRecord_isOne() {
        assertThat(StreamLag.chance(Duration.ofSeconds(-1))).isEqualTo(1);
        assertThat(StreamLag.chance(Duration.ZERO)).isEqualTo(1);
        assertThat(StreamLag.chance(Duration.ofSeconds(2))).isEqualTo(1);
    }

    @Test
    void chance_olderRecord_isInverseToItsAgeAndNeverZero() {
        assertThat(StreamLag.chance(Duration.ofSeconds(4))).isEqualTo(0.5);
        assertThat(StreamLag.chance(Duration.ofSeconds(200))).isEqualTo(0.01);
        assertThat(StreamLag.chance(Duration.ofDays(1))).isPositive();
    }
}
