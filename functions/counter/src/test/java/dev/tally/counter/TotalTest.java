package dev.tally.counter;

import static dev.tally.counter.Fixtures.COUNTER;
import static dev.tally.counter.Fixtures.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class TotalTest {

    private static final long MINUTE = Minutes.of(NOW);

    @Test
    void sum_noShards_isZero() {
        assertThat(Total.sum(COUNTER, List.of(), NOW)).isEqualTo(Total.zero(COUNTER));
    }

    @Test
    void sum_severalShards_addsCountsWritesAndMinutes() {
        Tally one = tally(5, 2, NOW, Map.of(MINUTE, 3L, MINUTE - 1, 2L));
        Tally other = tally(-1, 4, NOW.minusSeconds(9), Map.of(MINUTE, -1L));
        assertThat(Total.sum(COUNTER, List.of(one, other), NOW.plusSeconds(1)))
                .isEqualTo(
                        new Total(COUNTER, 4, 6, minutes(Map.of(MINUTE, 2L, MINUTE - 1, 2L)), NOW, NOW.plusSeconds(1)));
    }

    @Test
    void sum_aPausedShard_omitsMinutesThatOthersRemoved() {
        Instant later = NOW.plus(Duration.ofMinutes(Minutes.KEPT - 1));
        Tally paused = tally(9, 1, NOW, Map.of(MINUTE, 4L, MINUTE + 1, 5L));
        Tally busy = tally(1, 1, later, Map.of(MINUTE + 1, 1L));
        assertThat(Total.sum(COUNTER, List.of(paused, busy), NOW).minutes()).isEqualTo(minutes(Map.of(MINUTE + 1, 6L)));
    }

    @Test
    void sum_aLateClickAMinuteAgo_isIncluded() {
        Instant later = NOW.plus(Duration.ofMinutes(1));
        Tally late = tally(1, 1, NOW, Map.of(Minutes.oldestOpen(NOW), 1L));
        Tally busy = tally(1, 1, later, Map.of(Minutes.of(later), 1L));
        assertThat(Total.sum(COUNTER, List.of(late, busy), NOW).minutes().sums())
                .containsEntry(Minutes.oldestOpen(NOW), 1L);
    }

    private static Tally tally(long total, long writes, Instant updatedAt, Map<Long, Long> minutes) {
        return new Tally(total, writes, Map.of(), minutes(minutes), updatedAt);
    }

    private static Minutes minutes(Map<Long, Long> sums) {
        return new Minutes(new TreeMap<>(sums));
    }
}
