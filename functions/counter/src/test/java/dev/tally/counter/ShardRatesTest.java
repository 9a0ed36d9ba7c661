package dev.tally.counter;

import static dev.tally.counter.Fixtures.COUNTER;
import static dev.tally.counter.Fixtures.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ShardRatesTest {

    private final ShardRates rates = new ShardRates();

    @Test
    void atLimit_270MessagesPerSecond_isFromThenOn() {
        assertThat(atLimit(0, 5_000, 5_000)).isEmpty();
        assertThat(atLimit(9, 7_700, 7_700)).isEmpty();
        assertThat(atLimit(10, 7_699, 7_700)).containsExactly("here#1");
        assertThat(atLimit(19, 7_700, 7_701)).containsExactly("here#1");
        assertThat(atLimit(20, 10_400, 7_701)).containsExactly("here#0");
    }

    /** The times of the writes count, because a rollup can come late. */
    @Test
    void atLimit_laterReading_isTheRateBetweenTheWrites() {
        atLimit(0, 0);
        assertThat(atLimit(20, 5_399)).isEmpty();
        assertThat(atLimit(40, 10_800)).containsExactly("here#0");
    }

    @Test
    void atLimit_shardThatWasIdleBetweenTwoWrites_isNot() {
        atLimit(0, 0);
        assertThat(rates.atLimit(COUNTER, shards(NOW.plusMillis(1), 10, 10), NOW.plusSeconds(10)))
                .isEmpty();
    }

    @Test
    void atLimit_shardOfOneReadingOnly_isNot() {
        atLimit(0, 0);
        assertThat(atLimit(10, 0, 9_000)).isEmpty();
    }

    /** An environment sees many counters, and remembers only those with full batches. */
    @Test
    void atLimit_noFullBatch_isNotRemembered() {
        rates.atLimit(COUNTER, shards(NOW, 1, 0), NOW);
        assertThat(atLimit(10, 9_000)).isEmpty();
        assertThat(atLimit(20, 18_000)).containsExactly("here#0");
    }

    @Test
    void atLimit_readingOlderThanAMinute_isDroppedByAnotherCounter() {
        atLimit(0, 0);
        Instant later = NOW.plusSeconds(61);
        rates.atLimit(new CounterId("other"), shards(later, 10, 0), later);
        assertThat(atLimit(62, 62 * 300L)).isEmpty();
    }

    /** Reads the shards some seconds after the start, with the numbers of messages that they have counted. */
    private Set<String> atLimit(int seconds, long... counted) {
        Instant now = NOW.plusSeconds(seconds);
        return rates.atLimit(COUNTER, shards(now, 10, counted), now);
    }

    private static SortedMap<String, Tally> shards(Instant writtenAt, int messages, long... counted) {
        SortedMap<String, Tally> shards = new TreeMap<>();
        for (int index = 0; index < counted.length; index++) {
            shards.put(
                    "here#" + index,
                    new Tally(1, 1, Map.of(), Minutes.NONE, writtenAt)
                            .with(new ShardLoad(Duration.ZERO, messages, null, counted[index])));
        }
        return shards;
    }
}
