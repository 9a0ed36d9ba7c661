package dev.tally.counter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.BigRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SequenceNumberTest {

    private static final String LARGEST = "340282366920938463463374607431768211455";

    @Property
    void padded_anyTwo_sortAsTheNumbersDo(
            @ForAll @BigRange(min = "0", max = LARGEST) BigInteger one,
            @ForAll @BigRange(min = "0", max = LARGEST) BigInteger other) {
        SequenceNumber first = new SequenceNumber(one);
        SequenceNumber second = new SequenceNumber(other);
        assertThat(Integer.signum(first.padded().compareTo(second.padded())))
                .isEqualTo(Integer.signum(first.compareTo(second)));
    }

    @Property
    void padded_any_parsesBack(@ForAll @BigRange(min = "0", max = LARGEST) BigInteger number) {
        SequenceNumber sequence = new SequenceNumber(number);
        assertThat(sequence.padded()).hasSize(39);
        assertThat(SequenceNumber.parse(sequence.padded())).isEqualTo(sequence);
    }

    @Test
    void isAfter_equalPrefixesOfDifferentLength_comparesNumbers() {
        assertThat(SequenceNumber.parse("1000").isAfter(SequenceNumber.parse("999")))
                .isTrue();
        assertThat(SequenceNumber.parse("18849496460467696128").isAfter(SequenceNumber.parse("1884949646046769612")))
                .isTrue();
    }

    @Test
    void isAfter_beyond38Digits_keepsTheLastDigit() {
        SequenceNumber even = SequenceNumber.parse("340282366920938463463374607431768211454");
        assertThat(SequenceNumber.parse(LARGEST).isAfter(even)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-1", "1.5", "abc", "1234567890123456789012345678901234567890"})
    void parse_noDigits_rejected(String text) {
        assertThatThrownBy(() -> SequenceNumber.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("1 to 39 digits");
    }
}
