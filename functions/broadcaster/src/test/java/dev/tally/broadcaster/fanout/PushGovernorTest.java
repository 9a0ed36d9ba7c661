package dev.tally.broadcaster.fanout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tally.broadcaster.TestSettings;
import dev.tally.counter.InMemoryPushBudget;
import dev.tally.runtime.Deadline;
import dev.tally.runtime.metrics.FakeMetrics;
import dev.tally.runtime.metrics.Metric;
import dev.tally.runtime.snapstart.Restored;
import java.time.Clock;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class PushGovernorTest {

    private final Clock clock = Clock.systemUTC();
    private final InMemoryPushBudget budget = new InMemoryPushBudget();
    private final FakeMetrics metrics = new FakeMetrics();

    @Test
    void acquire_twoEnvironments_shareTheBudget() throws InterruptedException {
        PushGovernor one = governor(1000);
        PushGovernor other = governor(1000);
        long start = System.nanoTime();
        for (int round = 0; round < 3; round++) {
            assertThat(one.acquire(100, within(5))).isPresent();
            assertThat(other.acquire(100, within(5))).isPresent();
        }
        // 600 pushes at 1,000 a second; the last 100 may still be under way.
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(Duration.ofMillis(500));
    }

    @Test
    void acquire_fewPushes_spendsForManyAtOnce() throws InterruptedException {
        PushGovernor governor = governor(1000);
        for (int push = 0; push < 100; push++) {
            assertThat(governor.acquire(1, within(5)).orElseThrow().waited()).isFalse();
        }
    }

    @Test
    void acquire_budgetSpentForLongerThanTheDeadline_isEmptyAtOnce() throws InterruptedException {
        budget.pauseUntil(clock.instant().plusSeconds(60));
        assertThat(governor(1000).acquire(1, within(5))).isEmpty();
    }

    @Test
    void forgetLease_nextPush_spendsAgain() throws InterruptedException {
        PushGovernor governor = governor(1000);
        governor.acquire(1, within(5));
        governor.forgetLease(new Restored());
        assertThat(governor.acquire(1, within(5)).orElseThrow().waited()).isTrue();
    }

    @Test
    void yieldToPresses_otherEnvironment_waits() throws InterruptedException {
        PushGovernor one = governor(1000);
        one.yieldToPresses();
        assertThat(governor(1000).acquire(1, within(5)).orElseThrow().waited()).isTrue();
    }

    @Test
    void acquire_freeAndThenNot_recordsTheWaits() throws InterruptedException {
        PushGovernor governor = governor(1000);
        governor.acquire(1, within(5));
        governor.yieldToPresses();
        governor.acquire(1, within(5));
        metrics.flush();
        assertThat(metrics.values(Metric.GOVERNOR_WAIT)).hasSize(2);
        assertThat(metrics.values(Metric.GOVERNOR_WAIT).get(1)).isBetween(400L, 5000L);
    }

    @Test
    void rate_manyPushes_startNoFasterThanTheRate() throws InterruptedException {
        PushRate rate = PushRate.perSecond(200);
        long start = System.nanoTime();
        for (int push = 0; push <= 20; push++) {
            assertThat(rate.await(within(5))).isTrue();
        }
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(Duration.ofMillis(98));
        assertThat(PushRate.perSecond(1).await(within(5))).isTrue();
    }

    @Test
    void rate_nextStartAfterTheDeadline_isFalse() throws InterruptedException {
        PushRate rate = PushRate.perSecond(1);
        rate.await(within(0));
        assertThat(rate.await(Deadline.after(Duration.ofMillis(10), clock))).isFalse();
    }

    @Test
    void new_zeroPushesPerSecond_namesTheSetting() {
        assertThatThrownBy(() -> governor(0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("TALLY_PUSHES_PER_SECOND must be 1 or more, not 0");
    }

    private PushGovernor governor(int perSecond) {
        return new PushGovernor(budget, new TestSettings(perSecond, 500), clock, metrics);
    }

    private Deadline within(int seconds) {
        return Deadline.after(Duration.ofSeconds(seconds), clock);
    }
}
