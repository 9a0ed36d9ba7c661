package dev.tally.broadcaster.channel;

import static dev.tally.counter.Fixtures.COUNTER;
import static dev.tally.counter.Fixtures.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tally.counter.CounterId;
import dev.tally.counter.Fixtures;
import dev.tally.counter.InMemoryTotalStore;
import dev.tally.counter.Minutes;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The touches of one counter in virtual time. */
class TouchTotalsTest {

    /** The most by which the clock of a caller is behind or ahead. */
    private static final long MAX_SKEW_MILLIS = 400;

    private static final Duration PAUSE = TouchTotals.PAUSE;

    private final InMemoryTotalStore totals = new InMemoryTotalStore();
    private final PriorityQueue<Instant> due = new PriorityQueue<>();
    private final List<Instant> touches = new ArrayList<>();
    private boolean isQueueFailing;
    private Instant now = NOW;

    TouchTotalsTest() {
        totals.publish(Fixtures.total(COUNTER, 5, 1, Minutes.NONE, NOW, NOW));
    }

    @Test
    void of_oneChange_touchesAtOnce() {
        change(0);
        assertThat(touches).containsExactly(NOW);
        assertThat(due).isEmpty();
    }

    @Test
    void of_changesEverySecond_touchesEveryFiveSeconds() {
        for (int second = 0; second <= 60; second++) {
            passTo(NOW.plusSeconds(second));
            change(0);
        }
        passTo(NOW.plusSeconds(120));
        assertThat(touches).hasSizeLessThanOrEqualTo(14);
    }

    @Test
    void of_queueFails_touchesAtOnce() {
        isQueueFailing = true;
        change(0);
        change(0);
        assertThat(touches).hasSize(2);
    }

    @Test
    void of_neverClicked_schedulesNothing() {
        touchTotals(0).of(List.of(new CounterId("never-clicked")));
        assertThat(due).isEmpty();
    }

    /** A push reads the viewers after its touch, so a touch after the last change is enough. */
    @Test
    void of_changesAtRandomTimesByDifferentClocks_lastOneIsFollowedByATouchAndPausesHold() {
        Random random = new Random(4);
        for (int run = 0; run < 2000; run++) {
            passTo(now.plusSeconds(60));
            touches.clear();
            Instant last = now;
            for (int change = 0; change < 12; change++) {
                passTo(now.plusMillis(random.nextInt(3000)));
                last = now;
                change(random.nextLong(2 * MAX_SKEW_MILLIS + 1) - MAX_SKEW_MILLIS);
            }
            passTo(now.plusSeconds(30));
            assertThat(touches.get(touches.size() - 1)).as("run %d", run).isAfterOrEqualTo(last);
            for (int touch = 1; touch < touches.size(); touch++) {
                assertThat(Duration.between(touches.get(touch - 1), touches.get(touch)))
                        .as("run %d", run)
                        .isGreaterThanOrEqualTo(PAUSE.minusMillis(2 * MAX_SKEW_MILLIS + 1000));
            }
        }
    }

    /** Lets a caller report changed viewers. */
    private void change(long skewMillis) {
        long before = count();
        touchTotals(skewMillis).of(List.of(COUNTER));
        for (long touch = before; touch < count(); touch++) {
            touches.add(now);
        }
    }

    private TouchTotals touchTotals(long skewMillis) {
        return new TouchTotals(totals, this::send, Clock.fixed(now.plusMillis(skewMillis), ZoneOffset.UTC));
    }

    /** SQS counts whole seconds. */
    private void send(CounterId counter, Duration delay) {
        if (isQueueFailing) {
            throw new IllegalStateException("the queue is failing");
        }
        due.add(now.plusSeconds(delay.plusMillis(999).toSeconds()));
    }

    /** Lets the time pass. The touches that are due meanwhile are made. */
    private void passTo(Instant later) {
        while (!due.isEmpty() && !due.peek().isAfter(later)) {
            now = due.remove();
            totals.touch(COUNTER);
            touches.add(now);
        }
        now = later;
    }

    private long count() {
        return totals.find(COUNTER).touches();
    }
}
