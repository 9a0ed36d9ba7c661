package dev.tally.counter;

import static dev.tally.counter.Fixtures.COUNTER;
import static dev.tally.counter.Fixtures.EPOCH;
import static dev.tally.counter.Fixtures.NOW;
import static dev.tally.counter.Fixtures.QUEUE;
import static dev.tally.counter.Fixtures.idAt;
import static dev.tally.counter.Fixtures.sequence;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class TotalTest {

    private static final Epoch LATER = new Epoch(EPOCH + "-1");

    private static final long MINUTE = Minutes.of(NOW);

    @Test
    void sum_noShards_isZero() {
        assertThat(Total.sum(COUNTER, EPOCH, QUEUE, Map.of(), NOW)).isEqualTo(Total.zero(COUNTER, EPOCH));
    }

    @Test
    void sum_severalShards_addsCountsWritesAndMinutes() {
        Tally one = tally(5, 2, NOW, Map.of(MINUTE, 3L, MINUTE - 1, 2L));
        Tally other = tally(-1, 4, NOW.minusSeconds(9), Map.of(MINUTE, -1L));
        assertThat(Total.sum(COUNTER, EPOCH, QUEUE, Map.of("r#0", one, "r#1", other), NOW.plusSeconds(1)))
                .isEqualTo(new Total(
                        COUNTER,
                        EPOCH,
                        4,
                        6,
                        new TreeMap<>(Map.of("r#0", 2L, "r#1", 4L)),
                        new TreeMap<>(),
                        minutes(Map.of(MINUTE, 2L, MINUTE - 1, 2L)),
                        NOW,
                        NOW.plusSeconds(1)));
    }

    @Test
    void sum_aPausedShard_omitsMinutesThatOthersRemoved() {
        Instant later = NOW.plus(Duration.ofMinutes(Minutes.KEPT - 1));
        Tally paused = tally(9, 1, NOW, Map.of(MINUTE, 4L, MINUTE + 1, 5L));
        Tally busy = tally(1, 1, later, Map.of(MINUTE + 1, 1L));
        assertThat(Total.sum(COUNTER, EPOCH, QUEUE, Map.of("r#0", paused, "r#1", busy), NOW)
                        .minutes())
                .isEqualTo(minutes(Map.of(MINUTE + 1, 6L)));
    }

    @Test
    void sum_aLateClickAMinuteAgo_isIncluded() {
        Instant later = NOW.plus(Duration.ofMinutes(1));
        Tally late = tally(1, 1, NOW, Map.of(Minutes.oldestOpen(NOW), 1L));
        Tally busy = tally(1, 1, later, Map.of(Minutes.of(later), 1L));
        assertThat(Total.sum(COUNTER, EPOCH, QUEUE, Map.of("r#0", late, "r#1", busy), NOW)
                        .minutes()
                        .sums())
                .containsEntry(Minutes.oldestOpen(NOW), 1L);
    }

    @Test
    void sum_watermarks_areOfTheSixteenShardsWrittenLastAndOfTheQueue() {
        Map<String, Tally> shards = new HashMap<>();
        for (int index = 0; index < 20; index++) {
            Map<String, SequenceNumber> watermarks = Map.of(QUEUE, sequence(index), "an-earlier-queue", sequence(99));
            shards.put("r#" + index, new Tally(1, 1, watermarks, Minutes.NONE, NOW.plusSeconds(index)));
        }
        shards.put(
                "r#20", new Tally(1, 1, Map.of("an-earlier-queue", sequence(99)), Minutes.NONE, NOW.plusSeconds(20)));
        Map<String, SequenceNumber> expected = new HashMap<>();
        for (int index = 4; index < 20; index++) {
            expected.put("r#" + index, sequence(index));
        }
        assertThat(Total.sum(COUNTER, EPOCH, QUEUE, shards, NOW).watermarks()).isEqualTo(expected);
    }

    @Test
    void sum_aShardLacksTheReset_itsCountIsZeroAndItsWritesAndWatermarkStay() {
        Reset reset = new Reset(idAt(NOW), COUNTER, 2);
        Total before = total(tally(5, 1, null), tally(7, 1, null));
        Total begun = total(tally(0, 2, reset), tally(7, 1, null));
        Total counting = total(tally(0, 2, reset), tally(8, 2, null));
        Total complete = total(tally(0, 2, reset), tally(0, 3, reset));
        assertThat(List.of(before, begun, counting, complete))
                .extracting(Total::count, Total::version)
                .containsExactly(tuple(12L, 2L), tuple(0L, 3L), tuple(0L, 4L), tuple(0L, 5L));
        assertThat(begun.writes()).isEqualTo(Map.of("r#0", 2L, "r#1", 1L));
        assertThat(begun.watermarks()).isEqualTo(Map.of("r#0", sequence(2), "r#1", sequence(1)));
        assertThat(begun.relationTo(before)).isEqualTo(Total.Relation.NEWER);
        assertThat(counting.relationTo(begun)).isEqualTo(Total.Relation.NEWER);
        assertThat(complete.relationTo(counting)).isEqualTo(Total.Relation.NEWER);
        assertThat(complete.isLaterThan(counting)).isTrue();
    }

    private static Total total(Tally one, Tally other) {
        return Total.sum(COUNTER, EPOCH, QUEUE, Map.of("r#0", one, "r#1", other), NOW);
    }

    private static Tally tally(long total, long writes, @Nullable Reset reset) {
        Map<String, SequenceNumber> watermarks = Map.of(QUEUE, sequence(writes));
        return new Tally(total, 0, writes, Optional.ofNullable(reset), watermarks, Minutes.NONE, NOW);
    }

    @Test
    void relationTo_aLaterEpoch_isNewerWhateverTheWrites() {
        Total before = total(Map.of("r#0", 9L), 9);
        Total after = total(Map.of("r#0", 2L), 2).in(LATER);
        assertThat(after.relationTo(before)).isEqualTo(Total.Relation.NEWER);
        assertThat(after.isLaterThan(before)).isTrue();
        assertThat(before.isLaterThan(after)).isFalse();
    }

    @Test
    void in_aLaterEpoch_hasTheCountWithoutWatermarks() {
        Total total = Fixtures.total(COUNTER, 5, 3, Minutes.NONE, NOW, NOW);
        assertThat(total.in(EPOCH)).isSameAs(total);
        assertThat(total.in(LATER).epoch()).isEqualTo(LATER);
        assertThat(total.in(LATER).count()).isEqualTo(5);
        assertThat(total.in(LATER).watermarks()).isEmpty();
        assertThat(total.in(LATER).in(EPOCH)).isEqualTo(total.in(LATER));
        assertThat(total.in(new Epoch("us-east-1.30000101")).epoch()).isEqualTo(EPOCH);
    }

    @Test
    void relationTo_writesOfEachShard_decide() {
        Total total = total(Map.of("r#0", 2L, "r#1", 3L), 9);
        assertThat(total.relationTo(total(Map.of("r#0", 2L, "r#1", 3L), 9))).isEqualTo(Total.Relation.SAME);
        assertThat(total.relationTo(total(Map.of("r#0", 2L, "r#1", 3L), 8))).isEqualTo(Total.Relation.NEWER);
        assertThat(total.relationTo(total(Map.of("r#0", 1L, "r#1", 3L), 9))).isEqualTo(Total.Relation.NEWER);
        assertThat(total.relationTo(total(Map.of("r#1", 3L), 9))).isEqualTo(Total.Relation.NEWER);
        assertThat(total.relationTo(Total.zero(COUNTER, EPOCH))).isEqualTo(Total.Relation.NEWER);
        assertThat(total.relationTo(total(Map.of("r#0", 2L, "r#1", 4L), 9))).isEqualTo(Total.Relation.OLDER);
        assertThat(total.relationTo(total(Map.of("r#0", 2L, "r#1", 3L, "r#2", 1L), 9)))
                .isEqualTo(Total.Relation.OLDER);
        assertThat(total.relationTo(total(Map.of("r#0", 9L, "r#1", 2L), 9))).isEqualTo(Total.Relation.MIXED);
        assertThat(total.relationTo(total(Map.of("r#2", 1L), 9))).isEqualTo(Total.Relation.MIXED);
    }

    private static Total total(Map<String, Long> writes, long count) {
        long version = writes.values().stream().mapToLong(Long::longValue).sum();
        return new Total(
                COUNTER, EPOCH, count, version, new TreeMap<>(writes), new TreeMap<>(), Minutes.NONE, NOW, NOW);
    }

    private static Tally tally(long total, long writes, Instant updatedAt, Map<Long, Long> minutes) {
        return new Tally(total, writes, Map.of(), minutes(minutes), updatedAt);
    }

    private static Minutes minutes(Map<Long, Long> sums) {
        return new Minutes(new TreeMap<>(sums));
    }
}
