package dev.tally.counter;

import static dev.tally.counter.Fixtures.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.PriorityQueue;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The waits of environments for their turns, in virtual time. */
class PushWaitsTest {

    private static final int PER_SECOND = 5000;
    private static final Instant END = NOW.plusSeconds(60);

    /** The pushes per second that one environment of Lambda makes at most. */
    private static final Duration PUSH_OF_ENVIRONMENT = Duration.ofMillis(1);

    @Test
    void environmentsOfOneViewer_makeAllTheirPushesAtOnce() {
        for (int environments : List.of(8, 40, 400)) {
            for (int totalsPerSecond : List.of(1, 10)) {
                Waits waits = new Waits();
                for (int environment = 0; environment < environments; environment++) {
                    waits.addQuiet(totalsPerSecond);
                }
                waits.run();
                waits.print(environments + " environments, " + totalsPerSecond + " totals/s each");
                assertThat(waits.made())
                        .isBetween(environments * totalsPerSecond * 59, environments * totalsPerSecond * 61);
                assertThat(waits.percentile(95)).isLessThan(Duration.ofMillis(100));
            }
        }
    }

    @Test
    void quietCountersBesideOneWithTenThousandViewers_waitForAFewTurns() {
        for (int totalsPerSecond : List.of(1, 10)) {
            Waits waits = new Waits();
            for (int counter = 0; counter < 4; counter++) {
                waits.addQuiet(totalsPerSecond);
            }
            int slices = new SlicePlanner(500, PER_SECOND).slices(10_000);
            for (int slice = 0; slice < slices; slice++) {
                waits.addSlice(10_000 / slices);
            }
            waits.run();
            waits.print("4 quiet counters, " + totalsPerSecond + " totals/s each, beside 10,000 viewers");
            assertThat(waits.made()).isBetween(4 * totalsPerSecond * 59, 4 * totalsPerSecond * 61);
            assertThat(waits.percentile(95)).isLessThan(Duration.ofMillis(500));
            assertThat(waits.largePushesPerSecond()).isBetween(PER_SECOND * 9 / 10, PER_SECOND);
        }
    }

    /** 40,000 viewers are served by five invocations in each of 20 lanes. */
    @Test
    void quietCounterBesideTwentyLargeOnes_waitsForASecondAtMost() {
        Waits waits = new Waits();
        waits.addQuiet(10);
        for (int slice = 0; slice < 20 * 5; slice++) {
            waits.addSlice(8000);
        }
        waits.run();
        waits.print("1 quiet counter, 10 totals/s, beside 20 with 40,000 viewers");
        assertThat(waits.percentile(100)).isLessThanOrEqualTo(Duration.ofSeconds(1));
        assertThat(waits.largePushesPerSecond()).isBetween(PER_SECOND * 9 / 10, PER_SECOND);
    }

    /** Environments that ask for turns in the order of virtual time. */
    private static final class Waits {

        private final InMemoryPushBudget budget = new InMemoryPushBudget();
        private final Random random = new Random(22);
        private final PriorityQueue<Step> steps = new PriorityQueue<>(Comparator.comparing(Step::at));
        private final List<Duration> waits = new ArrayList<>();
        private long large;

        private record Step(Instant at, Runnable run) {}

        /** Adds an environment with new totals of a counter with one viewer, a fixed number each second. */
        void addQuiet(int totalsPerSecond) {
            Duration period = Duration.ofSeconds(1).dividedBy(totalsPerSecond);
            quiet(new PushTurns(budget, PER_SECOND), NOW.plusNanos(random.nextLong(1_000_000_000)), period);
        }

        /** A push sends the latest of the totals that came during its wait. */
        private void quiet(PushTurns turns, Instant due, Duration period) {
            if (due.isBefore(END)) {
                steps.add(new Step(due, () -> {
                    Instant turn = turns.take(1, due, due.plusSeconds(29)).orElseThrow();
                    Instant next = due;
                    while (!next.isAfter(turn)) {
                        waits.add(Duration.between(next, turn));
                        next = next.plus(period);
                    }
                    quiet(turns, next, period);
                }));
            }
        }

        /** Adds an environment that pushes to a slice of viewers again and again. */
        void addSlice(int viewers) {
            slice(new PushTurns(budget, PER_SECOND), NOW, viewers, viewers);
        }

        private void slice(PushTurns turns, Instant at, int left, int viewers) {
            if (at.isBefore(END)) {
                steps.add(new Step(at, () -> {
                    int pushes = Math.min(left, PushTurns.MAX_PUSHES);
                    Instant turn = turns.take(pushes, at, at.plusSeconds(29)).orElseThrow();
                    Instant done = turn.plus(PUSH_OF_ENVIRONMENT.multipliedBy(pushes));
                    large += done.isBefore(END) ? pushes : 0;
                    slice(turns, done, left == pushes ? viewers : left - pushes, viewers);
                }));
            }
        }

        void run() {
            while (!steps.isEmpty()) {
                steps.remove().run().run();
            }
            waits.sort(Comparator.naturalOrder());
        }

        int made() {
            return waits.size();
        }

        int largePushesPerSecond() {
            return Math.toIntExact(large / 60);
        }

        Duration percentile(int percent) {
            return waits.get(Math.max(0, (waits.size() * percent + 99) / 100 - 1));
        }

        void print(String title) {
            System.out.printf(
                    Locale.ROOT,
                    "waits: %s: %d made, p50 %.1f ms, p95 %.1f ms, max %.1f ms, large pushes %d/s%n",
                    title,
                    made(),
                    percentile(50).toNanos() / 1e6,
                    percentile(95).toNanos() / 1e6,
                    percentile(100).toNanos() / 1e6,
                    largePushesPerSecond());
        }
    }
}
