package dev.tally.counter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClickIdTest {

    @Test
    void time_exampleOfTheRfc_isItsTime() {
        // RFC 9562, A.6
        assertThat(ClickId.parse("017F22E2-79B0-7CC3-98C4-DC0C0C07398F").time())
                .isEqualTo(Instant.parse("2022-02-22T19:22:22Z"));
    }

    @Test
    void parse_upperCase_isTheSameId() {
        assertThat(ClickId.parse("017F22E2-79B0-7CC3-98C4-DC0C0C07398F"))
                .isEqualTo(ClickId.parse("017f22e2-79b0-7cc3-98c4-dc0c0c07398f"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "x",
                "1-1-7001-8001-1",
                "919108f7-52d1-4320-9bac-f847db4148a8",
                "017f22e2-79b0-7cc3-18c4-dc0c0c07398f",
                "{017f22e2-79b0-7cc3-98c4-dc0c0c07398f}"
            })
    void parse_noUuidOfVersion7_rejected(String text) {
        assertThatThrownBy(() -> ClickId.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("version 7");
    }

    @Test
    void idAt_aTime_carriesIt() {
        assertThat(Fixtures.idAt(Fixtures.NOW).time()).isEqualTo(Fixtures.NOW);
    }
}
