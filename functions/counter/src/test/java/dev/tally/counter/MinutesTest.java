package dev.tally.counter;

import static dev.tally.counter.Fixtures.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class MinutesTest {

    private static final long THIS_MINUTE = Minutes.of(NOW);

    private static final Minutes MINUTES = new Minutes(new TreeMap<>(Map.of(
            THIS_MINUTE + 1,
            1L,
            THIS_MINUTE,
            2L,
            THIS_MINUTE - 1,
            4L,
            THIS_MINUTE - 4,
            8L,
            THIS_MINUTE - 5,
            16L,
            THIS_MINUTE - 10,
            32L)));

    @Test
    void window_ofOneMinute_includesTheMinuteUnderWayAndThoseAhead() {
        assertThat(MINUTES.window(1, NOW)).isEqualTo(3);
    }

    @Test
    void window_ofSeveral_endsAtItsOldestMinute() {
        assertThat(MINUTES.window(5, NOW)).isEqualTo(15);
        assertThat(MINUTES.window(10, NOW)).isEqualTo(31);
    }

    @Test
    void of_lastMomentOfAMinute_isThatMinute() {
        Instant start = Instant.ofEpochSecond(THIS_MINUTE * 60);
        assertThat(Minutes.of(start)).isEqualTo(THIS_MINUTE);
        assertThat(Minutes.of(start.plusMillis(59_999))).isEqualTo(THIS_MINUTE);
        assertThat(Minutes.of(start.minusMillis(1))).isEqualTo(THIS_MINUTE - 1);
    }

    @Test
    void inHoursOf_minutesOfTwoHours_areAllThoseOfTheNamedHours() {
        assertThat(MINUTES.inHoursOf(Set.of(THIS_MINUTE + 59)).sums()).containsOnlyKeys(THIS_MINUTE, THIS_MINUTE + 1);
        assertThat(MINUTES.inHoursOf(Set.of(THIS_MINUTE - 60)).sums())
                .containsOnlyKeys(THIS_MINUTE - 10, THIS_MINUTE - 5, THIS_MINUTE - 4, THIS_MINUTE - 1);
        assertThat(MINUTES.inHoursOf(Set.of(THIS_MINUTE, THIS_MINUTE - 1))).isEqualTo(MINUTES);
        assertThat(MINUTES.inHoursOf(Set.of(THIS_MINUTE + 60))).isEqualTo(Minutes.NONE);
    }

    @Test
    void byHour_minutesOfTwoHours_areTwoParts() {
        long hour = Minutes.hourOf(THIS_MINUTE);
        assertThat(MINUTES.byHour())
                .isEqualTo(Map.of(
                        hour,
                        MINUTES.inHoursOf(Set.of(THIS_MINUTE)),
                        hour - 1,
                        MINUTES.inHoursOf(Set.of(THIS_MINUTE - 1))));
    }

    @Test
    void stale_olderThanTheRing_only() {
        Instant later = NOW.plusSeconds(60L * (Minutes.KEPT - 5));
        assertThat(MINUTES.stale(later).boxed()).containsExactly(THIS_MINUTE - 10, THIS_MINUTE - 5);
    }
}
