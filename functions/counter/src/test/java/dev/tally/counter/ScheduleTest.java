package dev.tally.counter;

import static dev.tally.counter.Fixtures.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class ScheduleTest {

    private static final Schedule FIRST = Schedule.NONE.then(4, NOW);
    private static final Instant FROM = NOW.plus(Schedule.LEAD);

    @Test
    void shards_byTheTimeOfTheId_isTheEntryInForce() {
        Schedule second = FIRST.then(8, FROM.plusSeconds(10));
        Instant later = FROM.plusSeconds(10).plus(Schedule.LEAD);
        assertThat(second.shards(FROM.minusMillis(1), 2)).isEqualTo(2);
        assertThat(second.shards(FROM, 2)).isEqualTo(4);
        assertThat(second.shards(later.minusMillis(1), 2)).isEqualTo(4);
        assertThat(second.shards(later, 2)).isEqualTo(8);
        assertThat(second.most(2)).isEqualTo(8);
        assertThat(second.version()).isEqualTo(2);
    }

    @Test
    void isPending_beforeTheStart_isTrue() {
        assertThat(FIRST.isPending(FROM.minusMillis(1))).isTrue();
        assertThat(FIRST.isPending(FROM)).isFalse();
        assertThat(Schedule.NONE.isPending(NOW)).isFalse();
    }

    @Test
    void then_entriesOfOldIds_areDropped() {
        Instant after = FROM.plus(Schedule.KEPT);
        Schedule second = FIRST.then(8, FROM);
        Instant secondFrom = FROM.plus(Schedule.LEAD);
        assertThat(second.then(16, secondFrom.plus(Schedule.KEPT)).entries()).hasSize(3);
        assertThat(second.then(16, secondFrom.plus(Schedule.KEPT).plusSeconds(1))
                        .entries())
                .extracting(Schedule.Entry::shards)
                .containsExactly(8, 16);
        assertThat(FIRST.isOver(after.plusSeconds(1), 4)).isTrue();
        assertThat(FIRST.isOver(after.plusSeconds(1), 2)).isFalse();
        assertThat(FIRST.isOver(after, 4)).isFalse();
    }

    @Test
    void times_coverEveryRetryAndTheClocks() {
        assertThat(HotList.DECIDES).isEqualTo(Duration.ofSeconds(50));
        assertThat(Schedule.LEAD.minus(HotList.DECIDES)).isGreaterThan(Duration.ofSeconds(30));
        assertThat(Schedule.KEPT)
                .isGreaterThan(RetryWindow.AGE.plus(RetryWindow.AHEAD).plusSeconds(30));
    }
}
