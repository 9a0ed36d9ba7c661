package dev.tally.counter;

import static dev.tally.counter.Fixtures.NOW;
import static dev.tally.counter.Fixtures.QUEUE;
import static dev.tally.counter.Fixtures.sequence;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class CoverageTest {

    private static final long MINUTE = Minutes.of(NOW);

    @Test
    void of_watermark_decides() {
        assertThat(coverage(tally(5, MINUTE, NOW), 4)).isEqualTo(Coverage.COUNTED);
        assertThat(coverage(tally(5, MINUTE, NOW), 5)).isEqualTo(Coverage.COUNTED);
        assertThat(coverage(tally(5, MINUTE, NOW), 6)).isEqualTo(Coverage.PENDING);
        assertThat(Coverage.of(Optional.empty(), QUEUE, sequence(1), NOW)).isEqualTo(Coverage.PENDING);
        assertThat(Coverage.of(Optional.of(tally(5, MINUTE, NOW)), "another", sequence(1), NOW))
                .isEqualTo(Coverage.PENDING);
    }

    @Test
    void of_clicksCountedMinutesLate_isLaggingForTenSeconds() {
        Tally late = tally(5, MINUTE - 2, NOW);
        assertThat(coverage(late, 6)).isEqualTo(Coverage.LAGGING);
        assertThat(coverage(late, 5)).as("counted").isEqualTo(Coverage.COUNTED);
        assertThat(Coverage.of(Optional.of(late), QUEUE, sequence(6), NOW.plusSeconds(10)))
                .isEqualTo(Coverage.LAGGING);
        assertThat(Coverage.of(Optional.of(late), QUEUE, sequence(6), NOW.plusSeconds(11)))
                .isEqualTo(Coverage.PENDING);
    }

    @Test
    void of_clickCountedAfterTheEndOfItsMinute_isNotLagging() {
        Instant start = Instant.ofEpochSecond(MINUTE * 60);
        assertThat(coverage(tally(5, MINUTE - 1, start.plusSeconds(5)), 6)).isEqualTo(Coverage.PENDING);
        assertThat(coverage(tally(5, MINUTE - 1, start.plusSeconds(6)), 6)).isEqualTo(Coverage.LAGGING);
    }

    private static Coverage coverage(Tally tally, long sequence) {
        return Coverage.of(Optional.of(tally), QUEUE, sequence(sequence), tally.updatedAt());
    }

    private static Tally tally(long watermark, long minute, Instant updatedAt) {
        return new Tally(
                1,
                1,
                Map.of(QUEUE, sequence(watermark)),
                new Minutes(new TreeMap<>(Map.of(minute, 1L, minute - 1, 1L))),
                updatedAt);
    }
}
