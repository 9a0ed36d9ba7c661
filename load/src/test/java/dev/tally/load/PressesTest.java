package dev.tally.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class PressesTest {

    private final Presses presses = new Presses();

    @Test
    void wrong_countOfTheAcceptedClicks_isNone() {
        press("a", 202);
        press("a", 202);
        press("b", 429);
        assertThat(presses.wrong(Map.of("a", 2L, "b", 0L))).isEmpty();
        assertThat(presses.wrong(Map.of("a", 2L))).isEmpty();
    }

    @Test
    void wrong_clickLostOrCountedTwice_namesTheCounter() {
        press("a", 202);
        press("b", 202);
        assertThat(presses.wrong(Map.of("a", 0L, "b", 1L))).isEqualTo(Map.of("a", 0L));
        assertThat(presses.wrong(Map.of("a", 1L, "b", 2L))).isEqualTo(Map.of("b", 2L));
        assertThat(presses.wrong(Map.of("a", 1L))).isEqualTo(Map.of("b", 0L));
    }

    @Test
    void wrong_lostAnswer_mayBeCountedOrNot() {
        press("a", 202);
        press("a", Presses.NO_ANSWER);
        press("a", 503);
        assertThat(presses.wrong(Map.of("a", 1L))).isEmpty();
        assertThat(presses.wrong(Map.of("a", 3L))).isEmpty();
        assertThat(presses.wrong(Map.of("a", 4L))).isNotEmpty();
    }

    @Test
    void wrong_leftBeforeTheAnswer_mayBeCountedOrNot() {
        press("a", 202);
        presses.asked("a");
        assertThat(presses.wrong(Map.of("a", 1L))).isEmpty();
        assertThat(presses.wrong(Map.of("a", 2L))).isEmpty();
        assertThat(presses.wrong(Map.of("a", 3L))).isNotEmpty();
    }

    @Test
    void answered_rejection_isAnErrorAndNotCounted() {
        press("a", 202);
        press("a", 429);
        press("a", 429);
        press("a", Presses.NO_ANSWER);
        assertThat(presses.asked()).isEqualTo(4);
        assertThat(presses.accepted()).isEqualTo(1);
        assertThat(presses.errors()).isEqualTo(Map.of("429", 2L, "no answer", 1L));
        assertThat(presses.wrong(Map.of("a", 3L))).isNotEmpty();
    }

    @Test
    void percentileMillis_hundredPresses_isThePercentileOfTheAnswers() {
        for (int millis = 1; millis <= 100; millis++) {
            presses.answered("a", 202, 0, millis * 1000L);
        }
        assertThat(presses.percentileMillis(50)).isBetween(50.0, 50.1);
        assertThat(presses.percentileMillis(99)).isBetween(99.0, 99.1);
    }

    @Test
    void sentMillis_pressesInAnyOrder_areTheAcceptedOnesAscending() {
        for (long millis = 3000; millis > 0; millis--) {
            presses.answered("a", millis % 2 == 0 ? 202 : 429, millis, 1);
        }
        assertThat(presses.sentMillis())
                .hasSize(1500)
                .isSorted()
                .startsWith(2, 4)
                .endsWith(3000);
    }

    private void press(String counter, int status) {
        presses.asked(counter);
        presses.answered(counter, status, 0, 1000);
    }
}
