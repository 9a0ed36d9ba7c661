package dev.tally.localstack.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tally.localstack.console.Activity.Count;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class LiveLineTest {

    private static final int WIDE = 200;
    private static final String LONG_ID = "a".repeat(96);

    @Test
    void of_everyNumber_isOneLine() {
        assertThat(LiveLine.of(activity("likes", 1_234_567), WIDE))
                .isEqualTo("likes 1,234,567 | 1,204 clicks/s | 12 viewers | p95 82 ms to screen | 0 dead letters");
    }

    @Test
    void of_unknownNumbers_leavesThemOut() {
        Activity idle = new Activity(Optional.empty(), 0, 0, Optional.empty(), OptionalLong.empty());

        assertThat(LiveLine.of(idle, WIDE)).isEqualTo("no clicks yet | 0 viewers");
    }

    @Test
    void of_slowClicksAndOneOfEach_readsWell() {
        Activity slow =
                new Activity(Optional.of(new Count("likes", -3)), 0.42, 1, Optional.empty(), OptionalLong.of(1));

        assertThat(LiveLine.of(slow, WIDE)).isEqualTo("likes -3 | 0.4 clicks/s | 1 viewer | 1 dead letter");
    }

    @Test
    void of_longId_isCutAndTheNumbersStay() {
        String line = LiveLine.of(activity(LONG_ID, 5), 100);

        assertThat(line).startsWith("aaaaaaaa").endsWith("| 0 dead letters").contains("a.. 5 | 1,204 clicks/s");
        assertThat(line).hasSize(99);
    }

    @Test
    void of_anyWidth_isShorterThanTheTerminal() {
        for (String id : new String[] {"a", "global", LONG_ID}) {
            for (int columns = 0; columns <= WIDE; columns++) {
                assertThat(LiveLine.of(activity(id, Long.MIN_VALUE), columns))
                        .as("%d columns", columns)
                        .hasSizeLessThanOrEqualTo(Math.max(0, columns - 1))
                        .matches("\\p{ASCII}*");
            }
        }
    }

    @Test
    void of_narrowTerminal_keepsTheBeginningOfTheId() {
        assertThat(LiveLine.of(activity(LONG_ID, 5), 40))
                .startsWith("aaaaaa.. 5 | 1,204 clicks/s")
                .endsWith("..");
    }

    private static Activity activity(String counter, long count) {
        return new Activity(
                Optional.of(new Count(counter, count)),
                1204.4,
                12,
                Optional.of(Duration.ofMillis(82)),
                OptionalLong.of(0));
    }
}
