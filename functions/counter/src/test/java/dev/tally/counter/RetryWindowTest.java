package dev.tally.counter;

import static dev.tally.counter.Fixtures.NOW;
import static dev.tally.counter.Fixtures.idAt;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tally.counter.RetryWindow.Verdict;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class RetryWindowTest {

    /** The time in which SQS discards a repeated id. */
    private static final Duration DEDUPLICATION = Duration.ofMinutes(5);

    @Test
    void verdict_atTheEdges_open() {
        assertThat(RetryWindow.verdict(idAt(NOW.minus(RetryWindow.AGE)), NOW)).isEqualTo(Verdict.OPEN);
        assertThat(RetryWindow.verdict(idAt(NOW.plus(RetryWindow.AHEAD)), NOW)).isEqualTo(Verdict.OPEN);
    }

    @Test
    void verdict_beyondTheEdges_isNotOpen() {
        assertThat(RetryWindow.verdict(idAt(NOW.minus(RetryWindow.AGE).minusMillis(1)), NOW))
                .isEqualTo(Verdict.CLOSED);
        assertThat(RetryWindow.verdict(idAt(NOW.plus(RetryWindow.AHEAD).plusMillis(1)), NOW))
                .isEqualTo(Verdict.NOT_YET_OPEN);
    }

    @Test
    void window_firstToLastSend_isShorterThanTheDeduplication() {
        assertThat(RetryWindow.AGE.plus(RetryWindow.AHEAD)).isLessThan(DEDUPLICATION);
    }
}
