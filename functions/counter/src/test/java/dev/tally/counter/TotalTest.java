package dev.tally.counter;

import static dev.tally.counter.Fixtures.COUNTER;
import static dev.tally.counter.Fixtures.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class TotalTest {

    private static final long MINUTE = Minutes.of(NOW);

    @Test
    void sum_noShards_isZero() {
        assertThat(Total.sum(COUNTER, Map.of(), NOW)).isEqualTo(Total.zero(COUNTER));
    }

    @Test
    void sum_severalShards_addsCountsWritesAndMinutes() {
        Tally one = tally(5, 2, NOW, Map.of(MINUTE, 3L, MINUTE - 1, 2L));
        Tally other = tally(-1, 4, NOW.minusSeconds(9), Map.of(MINUTE, -1L));
        assertThat(Total.sum(COUNTER, Map.of("r#0", one, "r#1", other), NOW.plusSeconds(1)))
                .isEqualTo(new Total(
                        COUNTER,
                        4,
                        6,
                        new TreeMap<>(Map.of("r#0", 2L, "r#1", 4L)),
                        minutes(Map.of(MINUTE, 2L, MINUTE - 1, 2L)),
                        NOW,
                        NOW.plusSeconds(1)));
    }

    @Test
    void sum_aPausedShard_omitsMinutesThatOthersRemoved() {
        Instant later = NOW.plus(Duration.ofMinutes(Minutes.KEPT - 1));
        Tally paused = tally(9, 1, NOW, Map.of(MINUTE, 4L, MINUTE + 1, 5L));
        Tally busy = tally(1, 1, later, Map.of(MINUTE + 1, 1L));
        assertThat(Total.sum(COUNTER, Map.of("r#0", paused, "r#1", busy), NOW).minutes())
                .isEqualTo(minutes(Map.of(MINUTE + 1, 6L)));
    }

    @Test
    void sum_aLateClickAMinuteAgo_isIncluded() {
        Instant later = NOW.plus(Duration.ofMinutes(1));
        Tally late = tally(1, 1, NOW, Map.of(Minutes.oldestOpen(NOW), 1L));
        Tally busy = tally(1, 1, later, Map.of(Minutes.of(later), 1L));
        assertThat(Total.sum(COUNTER, Map.of("r#0", late, "r#1", busy), NOW)
                        .minutes()
                        .sums())
                .containsEntry(Minutes.oldestOpen(NOW), 1L);
    }

    @Test
    void relationTo_writesOfEachShard_decide() {
        Total total = total(Map.of("r#0", 2L, "r#1", 3L), 9);
        assertThat(total.relationTo(total(Map.of("r#0", 2L, "r#1", 3L), 9))).isEqualTo(Total.Relation.SAME);
        assertThat(total.relationTo(total(Map.of("r#0", 2L, "r#1", 3L), 8))).isEqualTo(Total.Relation.NEWER);
        assertThat(total.relationTo(total(Map.of("r#0", 1L, "r#1", 3L), 9))).isEqualTo(Total.Relation.NEWER);
        assertThat(total.relationTo(total(Map.of("r#1", 3L), 9))).isEqualTo(Total.Relation.NEWER);
        assertThat(total.relationTo(Total.zero(COUNTER))).isEqualTo(Total.Relation.NEWER);
        assertThat(total.relationTo(total(Map.of("r#0", 2L, "r#1", 4L), 9))).isEqualTo(Total.Relation.OLDER);
        assertThat(total.relationTo(total(Map.of("r#0", 2L, "r#1", 3L, "r#2", 1L), 9)))
                .isEqualTo(Total.Relation.OLDER);
        assertThat(total.relationTo(total(Map.of("r#0", 9L, "r#1", 2L), 9))).isEqualTo(Total.Relation.MIXED);
        assertThat(total.relationTo(total(Map.of("r#2", 1L), 9))).isEqualTo(Total.Relation.MIXED);
    }

    private static Total total(Map<String, Long> writes, long count) {
        long version = writes.values().stream().mapToLong(Long::longValue).sum();
        return new Total(COUNTER, count, version, new TreeMap<>(writes), Minutes.NONE, NOW, NOW);
    }

    private static Tally tally(long total, long writes, Instant updatedAt, Map<Long, Long> minutes) {
        return new Tally(total, writes, Map.of(), minutes(minutes), updatedAt);
    }

    private static Minutes minutes(Map<Long, Long> sums) {
        return new Minutes(new TreeMap<>(sums));
    }
}
