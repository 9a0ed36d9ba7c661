package dev.tally.aggregator;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RedeliveryDelayTest {

    @ParameterizedTest
    @CsvSource({"0,0", "1,0", "2,1", "3,2", "4,4", "5,8", "6,16", "7,30", "8,30", "100,30", "999999999,30"})
    void of_oneMessage_growsWithItsReceives(int receives, int seconds) {
        assertThat(RedeliveryDelay.of(List.of(message("m", "a", receives))).values())
                .containsExactly(Duration.ofSeconds(seconds));
    }

    @Test
    void of_groupOfNewAndOldMessages_isOneDelayByTheHighestReceives() {
        Message old = message("old", "a", 4);
        Message fresh = message("new", "a", 1);
        Message other = message("other", "b", 2);
        assertThat(RedeliveryDelay.of(List.of(fresh, old, other)))
                .hasSize(3)
                .containsEntry(fresh, Duration.ofSeconds(4))
                .containsEntry(old, Duration.ofSeconds(4))
                .containsEntry(other, Duration.ofSeconds(1));
    }

    /** The number of receives in infra/stack.yaml, and the time in docs/limits.md. */
    @Test
    void of_aHundredReceives_lastLongerThan47Minutes() {
        Duration sum = IntStream.range(1, 100)
                .mapToObj(receives -> message("m", "a", receives))
                .flatMap(message -> RedeliveryDelay.of(List.of(message)).values().stream())
                .reduce(Duration.ZERO, Duration::plus);
        assertThat(sum).isBetween(Duration.ofMinutes(47), Duration.ofMinutes(48));
    }

    private static Message message(String id, String group, int receives) {
        return TestMessages.received(id, "clicks.fifo", group, receives);
    }
}
