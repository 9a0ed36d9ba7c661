package dev.tally.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.LongUnaryOperator;
import org.junit.jupiter.api.Test;

class SettlementTest {

    private static final Instant START = Instant.parse("2026-11-22T10:00:00Z");

    private final Presses presses = new Presses();
    private Instant now = START;

    @Test
    void await_countGrowsToTheAcceptedClicks_returnsAfterAQuietTime() {
        press(100);
        assertThat(await(second -> Math.min(100, second), second -> 0)).isEqualTo(Map.of("a", 100L));
        assertThat(waited()).isEqualTo(Settlement.QUIET.plusSeconds(100));
    }

    @Test
    void await_queueNotEmpty_waitsForClicksCountedTwice() {
        press(5);
        assertThat(await(second -> second < 20 ? 5 : 6, second -> second < 20 ? 1 : 0))
                .isEqualTo(Map.of("a", 6L));
        assertThat(waited()).isEqualTo(Settlement.STALL_TIMEOUT.plusSeconds(20));
    }

    @Test
    void await_clickLost_returnsAfterTheStallTimeout() {
        press(5);
        assertThat(await(second -> 4, second -> 0)).isEqualTo(Map.of("a", 4L));
        assertThat(waited()).isEqualTo(Settlement.STALL_TIMEOUT);
    }

    @Test
    void await_unreadableForAWhile_continues() {
        press(5);
        assertThat(await(second -> second < 10 ? -1 : 5, second -> 0)).isEqualTo(Map.of("a", 5L));
    }

    private void press(int times) {
        for (int press = 0; press < times; press++) {
            presses.asked("a");
            presses.answered("a", 202, 0, 1);
        }
    }

    private Duration waited() {
        return Duration.between(START, now);
    }

    /** Awaits counts, with clicks in flight, by the seconds since the start. A count of -1 is a failed read. */
    private Map<String, Long> await(LongUnaryOperator count, LongUnaryOperator inFlight) {
        Reads reads = new Reads() {
            @Override
            public Map<String, Long> counts(Collection<String> counters) throws IOException {
                long current = count.applyAsLong(waited().toSeconds());
                if (current < 0) {
                    throw new IOException("no count");
                }
                return Map.of("a", current);
            }

            @Override
            public OptionalLong inFlight() {
                return OptionalLong.of(inFlight.applyAsLong(waited().toSeconds()));
            }
        };
        return new Settlement(reads, new SteppedClock(), time -> now = now.plus(time)).await(presses);
    }

    private final class SteppedClock extends Clock {

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now;
        }
    }
}
