package dev.tally.counter;

import static dev.tally.counter.Fixtures.NOW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;

class PollPlannerTest {

    private static final int LIMIT = 20_000;

    private final PollPlanner planner = new PollPlanner(LIMIT, LiveMode.SHORTEST_INTERVAL);

    @Example
    void new_limitOutOfBounds_namesTheSetting() {
        for (int limit : List.of(-1, 0, 1_000_001)) {
            assertThatThrownBy(() -> new PollPlanner(limit, LiveMode.SHORTEST_INTERVAL))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("TALLY_PUSH_VIEWERS");
        }
    }

    @Example
    void new_intervalOutOfBounds_namesTheSetting() {
        for (Duration interval : List.of(Duration.ZERO, Duration.ofMillis(1999), Duration.ofMillis(60_001))) {
            assertThatThrownBy(() -> new PollPlanner(LIMIT, interval))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("TALLY_POLL_INTERVAL must be 2 to 60 seconds, such as 5s");
        }
    }

    @Property
    void next_pushAndAtMostTheLimit_staysPush(@ForAll @IntRange(max = LIMIT) int viewers) {
        assertThat(planner.next(LiveMode.PUSH, viewers, NOW)).isSameAs(LiveMode.PUSH);
    }

    @Example
    void next_aboveTheLimit_pollsUntilEightyPercent() {
        LiveMode poll = planner.next(LiveMode.PUSH, LIMIT + 1, NOW);
        assertThat(poll.rejectsViewers()).isTrue();
        assertThat(poll.polls(NOW.plus(Duration.ofDays(1)))).isTrue();
        for (int viewers : List.of(LIMIT + 5000, LIMIT, LIMIT * 8 / 10 + 1)) {
            assertThat(planner.next(poll, viewers, NOW.plusSeconds(60))).isSameAs(poll);
        }
        Instant later = NOW.plusSeconds(90);
        assertThat(planner.next(poll, LIMIT * 8 / 10, later))
                .isEqualTo(new LiveMode(PollPlanner.START, later, LIMIT * 8 / 10));
    }

    @Example
    void next_returningAndAboveTheLimit_pollsAgain() {
        LiveMode returning = new LiveMode(400, NOW, 16_000);
        assertThat(planner.next(returning, LIMIT + 1, NOW.plusSeconds(1)).rejectsViewers())
                .isTrue();
    }

    @Example
    void next_withinAStep_changesNothing() {
        LiveMode returning = new LiveMode(400, NOW, 10_000);
        assertThat(planner.next(returning, 10_900, NOW.plusMillis(9_999))).isSameAs(returning);
    }

    @Example
    void next_fewCame_doubles() {
        LiveMode returning = new LiveMode(400, NOW, 10_000);
        Instant later = NOW.plusSeconds(10);
        assertThat(planner.next(returning, 10_499, later)).isEqualTo(new LiveMode(800, later, 10_499));
        assertThat(planner.next(returning, 9_000, later)).isEqualTo(new LiveMode(800, later, 9_000));
    }

    @Example
    void next_enoughCame_measuresAgain() {
        LiveMode returning = new LiveMode(400, NOW, 10_000);
        Instant later = NOW.plusSeconds(10);
        assertThat(planner.next(returning, 10_500, later)).isEqualTo(new LiveMode(400, later, 10_500));
        assertThat(planner.next(returning, 10_999, later)).isEqualTo(new LiveMode(400, later, 10_999));
    }

    @Example
    void next_manyCame_halves() {
        LiveMode returning = new LiveMode(400, NOW, 10_000);
        Instant later = NOW.plusSeconds(10);
        assertThat(planner.next(returning, 11_000, later)).isEqualTo(new LiveMode(200, later, 11_000));
        Instant soon = NOW.plusSeconds(3);
        assertThat(planner.next(returning, 11_001, soon)).isEqualTo(new LiveMode(200, soon, 11_001));
        assertThat(planner.next(new LiveMode(1, NOW, 0), 11_001, soon).millionths())
                .isEqualTo(1);
    }

    @Example
    void next_oneOfTwoPagesReturnsAndFewCame_isPush() {
        assertThat(planner.next(new LiveMode(500_000, NOW, 10), 12, NOW.plusSeconds(10)))
                .isSameAs(LiveMode.PUSH);
    }

    @Example
    void millionthsAt_noDecisionForMinutes_doublesWithEach() {
        LiveMode returning = new LiveMode(200, NOW, 0);
        assertThat(returning.millionthsAt(NOW.plusSeconds(59))).isEqualTo(200);
        assertThat(returning.millionthsAt(NOW.plusSeconds(60))).isEqualTo(400);
        assertThat(returning.millionthsAt(NOW.plusSeconds(120))).isEqualTo(800);
        assertThat(returning.polls(NOW.plus(Duration.ofMinutes(12)))).isTrue();
        assertThat(returning.polls(NOW.plus(Duration.ofMinutes(13)))).isFalse();
        assertThat(planner.next(returning, 3, NOW.plus(Duration.ofMinutes(13)))).isSameAs(LiveMode.PUSH);
    }

    @Property
    void millionthsAt_anyTime_isAProbability(
            @ForAll @IntRange(max = LiveMode.ALL) int millionths,
            @ForAll @LongRange(min = -100_000, max = 100_000_000) long seconds) {
        int later = new LiveMode(millionths, NOW, 0).millionthsAt(NOW.plusSeconds(seconds));
        assertThat(later).isBetween(millionths, LiveMode.ALL);
        assertThat(later == 0).isEqualTo(millionths == 0);
    }

    @Example
    void interval_manyViewers_keepsPollsBelowTheQuota() {
        assertThat(intervalOf(planner, 400_000)).isEqualTo(Duration.ofSeconds(2));
        assertThat(intervalOf(planner, 1_000_000)).isEqualTo(Duration.ofSeconds(5));
    }

    @Example
    void interval_set_isTheShortest() {
        PollPlanner slow = new PollPlanner(LIMIT, Duration.ofSeconds(4));
        assertThat(intervalOf(slow, LIMIT + 1)).isEqualTo(Duration.ofSeconds(4));
        assertThat(intervalOf(slow, 1_000_000)).isEqualTo(Duration.ofSeconds(5));
    }

    @Example
    void interval_setAnew_changesAModeInForce() {
        PollPlanner slow = new PollPlanner(LIMIT, Duration.ofSeconds(4));
        LiveMode poll = planner.next(LiveMode.PUSH, LIMIT + 1, NOW);
        LiveMode slower = slow.next(poll, LIMIT + 1, NOW.plusSeconds(1));
        assertThat(slower).isEqualTo(new LiveMode(0, NOW, LIMIT + 1, Duration.ofSeconds(4)));
        assertThat(slow.next(slower, LIMIT + 2, NOW.plusSeconds(2))).isSameAs(slower);
    }

    private static Duration intervalOf(PollPlanner planner, int viewers) {
        return planner.next(LiveMode.PUSH, viewers, NOW).interval();
    }
}
