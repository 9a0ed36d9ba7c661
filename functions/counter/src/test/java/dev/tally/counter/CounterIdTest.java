package dev.tally.counter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CounterIdTest {

    @ParameterizedTest
    @ValueSource(strings = {"a", "0", "global", "A.b_c~d-9", "counter", "constructor", "toString", "a..b"})
    void new_valid_keepsTheText(String text) {
        assertThat(new CounterId(text)).hasToString(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "-a",
                "__proto__",
                ".",
                "..",
                "../a",
                "${jndi:x}",
                "#sort",
                ":sum",
                "%2e%2e",
                "a b",
                "a/b",
                "a#1",
                "ä",
                "a\n",
                "%61"
            })
    void new_forbiddenCharacters_rejected(String text) {
        assertThatThrownBy(() -> new CounterId(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(CounterId.RULE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"counters", "posts", "hot"})
    void new_reserved_rejected(String text) {
        assertThatThrownBy(() -> new CounterId(text)).hasMessageContaining("reserved");
    }

    @Test
    void new_length_atMost96() {
        assertThat(new CounterId("a".repeat(96)).value()).hasSize(96);
        assertThatThrownBy(() -> new CounterId("a".repeat(97))).isInstanceOf(IllegalArgumentException.class);
    }
}
