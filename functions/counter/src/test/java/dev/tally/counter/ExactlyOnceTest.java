package dev.tally.counter;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class ExactlyOnceTest {

    @Test
    void assertCount_sumOfPromisesAndSomeUnknown_passes() {
        assertThatCode(() -> ExactlyOnce.assertCount(5 + 7, List.of(2, 3), List.of(7, -4)))
                .doesNotThrowAnyException();
        assertThatCode(() -> ExactlyOnce.assertCount(5, List.of(2, 3), List.of(7, -4)))
                .doesNotThrowAnyException();
    }

    @Test
    void assertCount_oneLost_fails() {
        assertThatThrownBy(() -> ExactlyOnce.assertCount(4, List.of(2, 3), List.of()))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("the count is 4");
    }

    @Test
    void assertCount_oneTwice_fails() {
        assertThatThrownBy(() -> ExactlyOnce.assertCount(8, List.of(2, 3), List.of(7)))
                .isInstanceOf(AssertionError.class);
    }

    @Test
    void assertCount_sumOfNoSubset_fails() {
        assertThatCode(() -> ExactlyOnce.assertCount(3, List.of(), List.of(-3, 6, 1)))
                .doesNotThrowAnyException();
        for (long count : new long[] {-4, -1, 2, 8}) {
            assertThatThrownBy(() -> ExactlyOnce.assertCount(count, List.of(), List.of(-3, 6, 1)))
                    .isInstanceOf(AssertionError.class);
        }
    }

    @Test
    void assertCount_manyUnknown_isQuick() {
        assertThatCode(() -> ExactlyOnce.assertCount(20_000, List.of(), Collections.nCopies(50_000, 1)))
                .doesNotThrowAnyException();
        assertThatThrownBy(() -> ExactlyOnce.assertCount(50_001, List.of(), Collections.nCopies(50_000, 1)))
                .isInstanceOf(AssertionError.class);
    }
}
