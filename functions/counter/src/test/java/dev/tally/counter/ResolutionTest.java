package dev.tally.counter;

import static dev.tally.counter.Fixtures.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class ResolutionTest {

    @Test
    void windows_withoutClicks_areIncluded() {
        long start = Resolution.FIVE_MINUTES.startOf(NOW);
        Minutes minutes = new Minutes(new TreeMap<>(Map.of(start + 1, 3L, start + 4, 4L, start + 10, 1L)));
        assertThat(Resolution.FIVE_MINUTES.windows(minutes, start, start + 10))
                .containsExactly(
                        new Resolution.Window(Instant.parse("2026-11-22T10:00:00Z"), 7),
                        new Resolution.Window(Instant.parse("2026-11-22T10:05:00Z"), 0),
                        new Resolution.Window(Instant.parse("2026-11-22T10:10:00Z"), 1));
    }

    @Test
    void startOf_isAlignedToTheEpoch() {
        assertThat(Resolution.TEN_MINUTES.startOf(Instant.parse("2026-11-22T10:09:59.999Z")))
                .isEqualTo(Minutes.of(Instant.parse("2026-11-22T10:00:00Z")));
    }

    @Test
    void ofLabel_knowsThree() {
        assertThat(Resolution.labels()).isEqualTo("1m, 5m, 10m");
        assertThat(Resolution.ofLabel("5m")).contains(Resolution.FIVE_MINUTES);
        assertThat(Resolution.ofLabel("2m")).isEmpty();
    }

    @Property
    void windows_ofEveryResolution_sumToTheSame(
            @ForAll @Size(max = 40)
                    Map<@LongRange(min = 0, max = 99) Long, @IntRange(min = -1000, max = 1000) Integer> sums) {
        TreeMap<Long, Long> minutes = new TreeMap<>();
        sums.forEach((minute, sum) -> minutes.put(minute, (long) sum));
        long total = minutes.values().stream().mapToLong(Long::longValue).sum();
        for (Resolution resolution : Resolution.values()) {
            assertThat(resolution.windows(new Minutes(minutes), 0, 99).stream()
                            .mapToLong(Resolution.Window::sum)
                            .sum())
                    .isEqualTo(total);
        }
    }
}
