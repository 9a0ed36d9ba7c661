package dev.tally.counter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class EpochTest {

    @Test
    void isAfter_laterTimeOfTheSameRegion_only() {
        Epoch epoch = new Epoch("eu-central-1.20261129");
        assertThat(epoch.region()).isEqualTo("eu-central-1");
        assertThat(new Epoch("eu-central-1.20261130").isAfter(epoch)).isTrue();
        assertThat(epoch.isAfter(new Epoch("eu-central-1.20261130"))).isFalse();
        assertThat(epoch.isAfter(epoch)).isFalse();
        assertThat(new Epoch("us-east-1.20261130").isAfter(epoch)).isFalse();
        assertThat(epoch.isAfter(new Epoch("us-east-1.20261130"))).isFalse();
    }

    @Test
    void epoch_anotherForm_isRejected() {
        for (String value : new String[] {"", ".", "eu-central-1", "eu-central-1.", ".2026", "eu.2026:1", "EU.1"}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> new Epoch(value))
                    .withMessageContaining(Epoch.RULE);
        }
    }
}
