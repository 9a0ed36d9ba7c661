package dev.tally.broadcaster.fanout;

import static dev.tally.counter.Fixtures.NOW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tally.broadcaster.TestSettings;
import dev.tally.counter.InMemoryPushBudget;
import dev.tally.counter.PushBudget;
import dev.tally.counter.StoreUnavailableException;
import dev.tally.runtime.Deadline;
import dev.tally.runtime.metrics.FakeMetrics;
import dev.tally.runtime.metrics.Metric;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The pace of pushes in virtual time. */
class PaceTest {

    private final InMemoryPushBudget budget = new InMemoryPushBudget();
    private final FakeMetrics metrics = new FakeMetrics();
    private Instant now = NOW;

    private final Clock clock = new Clock() {

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
    };

    @Test
    void await_manyPushes_startNoFasterThanTheRate() throws InterruptedException {
        Pace pace = governor(budget).pace(1500, within(5000));
        for (int push = 0; push < 1500; push++) {
            assertThat(pace.await()).isTrue();
        }
        // Waits below 2 ms are skipped.
        assertThat(Duration.between(NOW, now)).isBetween(Duration.ofMillis(1497), Duration.ofMillis(1500));
    }

    @Test
    void await_largeAndSmallPushes_takeTurns() throws InterruptedException {
        Pace large = governor(budget).pace(1500, within(5000));
        assertThat(large.await()).isTrue();
        Pace small = governor(budget).pace(10, within(5000));
        assertThat(small.await()).isTrue();
        assertThat(now).as("the small push is behind one turn of the large one").isEqualTo(NOW.plusMillis(500));
    }

    @Test
    void await_deadlineWithinTheSecondTurn_endsBeforeIt() throws InterruptedException {
        Pace pace = governor(budget).pace(1500, within(900));
        for (int push = 0; push < 500; push++) {
            assertThat(pace.await()).isTrue();
        }
        assertThat(pace.await()).isFalse();
        assertThat(pace.await()).isFalse();
        assertThat(governor(budget).pace(400, within(900)).await())
                .as("the rejected turn reserved nothing")
                .isTrue();
    }

    @Test
    void await_afterPausesLongerThanTheDeadline_isFalseWithoutAWait() throws InterruptedException {
        budget.pauseUntil(NOW.plusSeconds(60));
        assertThat(governor(budget).pace(10, within(5000)).await()).isFalse();
        assertThat(now).isEqualTo(NOW);
        metrics.flush();
        assertThat(metrics.metrics()).isEmpty();
    }

    @Test
    void await_pushesStartedLate_catchUp() throws InterruptedException {
        Pace pace = governor(budget).pace(100, within(5000));
        assertThat(pace.await()).isTrue();
        now = now.plusSeconds(1);
        for (int push = 1; push < 100; push++) {
            assertThat(pace.await()).isTrue();
        }
        assertThat(now).isEqualTo(NOW.plusSeconds(1));
    }

    @Test
    void await_slowPushes_endAtTheDeadline() throws InterruptedException {
        Pace pace = governor(budget).pace(100, within(5000));
        assertThat(pace.await()).isTrue();
        now = now.plusSeconds(5);
        assertThat(pace.await()).isFalse();
    }

    @Test
    void await_firstTurn_recordsItsWaitOnce() throws InterruptedException {
        assertThat(governor(budget).pace(500, within(5000)).await()).isTrue();
        Pace pace = governor(budget).pace(1000, within(5000));
        for (int push = 0; push < 1000; push++) {
            assertThat(pace.await()).isTrue();
        }
        metrics.flush();
        assertThat(metrics.values(Metric.GOVERNOR_WAIT)).contains(500L).hasSizeLessThanOrEqualTo(2);
    }

    /** Before, the viewers of a batch waited together, so two counters with three viewers waited for the turn. */
    @Test
    void await_severalCountersWithFewViewers_needNoLateTurn() throws InterruptedException {
        budget.pauseUntil(NOW.plusSeconds(10));
        Pace pace = governor(budget).paceOfFew(6, within(20_000));
        for (int push = 0; push < 5; push++) {
            assertThat(pace.await()).isTrue();
            assertThat(now).isBefore(NOW.plusMillis(10));
        }
        assertThat(pace.await()).isTrue();
        assertThat(now).isEqualTo(NOW.plusSeconds(1));
    }

    @Test
    void await_manyCountersWithFewViewers_waitForATurnThatIsSooner() throws InterruptedException {
        budget.pauseUntil(NOW.plusSeconds(10));
        Pace pace = governor(budget).paceOfFew(300, within(20_000));
        for (int push = 0; push < 300; push++) {
            assertThat(pace.await()).isTrue();
            assertThat(now).isBetween(NOW.plusSeconds(10), NOW.plusMillis(10_300));
        }
    }

    @Test
    void await_manyCountersWithFewViewersAndNoTurn_pushWithoutOneUntilTheDeadline() throws InterruptedException {
        budget.pauseUntil(NOW.plusSeconds(60));
        Pace pace = governor(budget).paceOfFew(300, within(4500));
        int pushes = 0;
        while (pace.await()) {
            pushes++;
        }
        assertThat(pushes).isEqualTo(5 * 5);
    }

    @Test
    void yieldToPresses_otherEnvironment_waits() throws InterruptedException {
        governor(budget).yieldToPresses();
        assertThat(governor(budget).pace(10, within(5000)).await()).isTrue();
        assertThat(now).isEqualTo(NOW.plusMillis(500));
    }

    @Test
    void await_storeDownAtALaterTurn_endsThePushes() throws InterruptedException {
        PushBudget once = new PushBudget() {

            private boolean isDown;

            @Override
            public Optional<Instant> reserve(Duration time, Instant time0, Instant latest) {
                if (isDown) {
                    throw new StoreUnavailableException("down", new IllegalStateException());
                }
                isDown = true;
                return Optional.of(time0);
            }

            @Override
            public void pauseUntil(Instant time) {
                throw new AssertionError("a pace never pauses others");
            }
        };
        Pace pace = governor(once).pace(1000, within(5000));
        for (int push = 0; push < 500; push++) {
            assertThat(pace.await()).isTrue();
        }
        assertThat(pace.await()).isFalse();
        assertThatThrownBy(() -> governor(once).pace(10, within(5000)).await())
                .isInstanceOf(StoreUnavailableException.class);
    }

    /** Returns the governor of another environment. */
    private PushGovernor governor(PushBudget shared) {
        return new PushGovernor(shared, new TestSettings(1000, 500), clock, pause -> now = now.plus(pause), metrics);
    }

    private Deadline within(long millis) {
        return Deadline.after(Duration.ofMillis(millis), clock);
    }
}
