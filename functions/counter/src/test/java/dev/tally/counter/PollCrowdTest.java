package dev.tally.counter;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;

/** A crowd of pages and the planner, second by second: caches delay the mode, and pushes of presence the decision. */
class PollCrowdTest {

    private static final int LIMIT = 20_000;
    private static final int SHORTEST_POLL_SECONDS = 2;

    /** The age of the mode that a page reads: an edge and Origin Shield may each keep an answer for 1 s. */
    private static final int MODE_AGE = 3;

    private static final int WINDOW = 10;

    /** The tolerance: the most pages that connect per second, on average over {@value #WINDOW} s. */
    private static final int MOST_PER_SECOND = 130;

    @Property(tries = 40)
    void return_anyCrowd_connectsAtMostAbout100PerSecond(
            @ForAll @IntRange(min = 1, max = 1_000_000) int pages,
            @ForAll @IntRange(min = SHORTEST_POLL_SECONDS, max = 60) int pollSeconds,
            @ForAll @IntRange(min = 1, max = 5) int decisionSeconds,
            @ForAll @LongRange(max = Long.MAX_VALUE - 1) long seed) {
        Crowd crowd = new Crowd(pages, pollSeconds, decisionSeconds, seed);
        crowd.viewers = LIMIT * 8 / 10;
        crowd.run(Duration.ofMinutes(15));
        crowd.assertNoRush();
    }

    @Example
    void return_aMillionPages_connectsAtMostAbout100PerSecondAndFillsTheRoom() {
        Crowd crowd = new Crowd(1_000_000, SHORTEST_POLL_SECONDS, 5, 1);
        crowd.viewers = LIMIT * 8 / 10;
        crowd.run(Duration.ofMinutes(10));
        crowd.assertNoRush();
        assertThat(crowd.viewers).isBetween(LIMIT, LIMIT + MOST_PER_SECOND * (5 + MODE_AGE));
        assertThat(crowd.mode.rejectsViewers()).isTrue();
    }

    @Property(tries = 40)
    void return_theCrowdFits_endsInPush(
            @ForAll @IntRange(max = LIMIT) int pages, @ForAll @LongRange(max = Long.MAX_VALUE - 1) long seed) {
        Crowd crowd = new Crowd(pages, SHORTEST_POLL_SECONDS, 5, seed);
        crowd.viewers = 0;
        crowd.run(Duration.ofMinutes(30));
        crowd.assertNoRush();
        assertThat(crowd.mode).isEqualTo(LiveMode.PUSH);
        assertThat(crowd.pages).isZero();
        assertThat(crowd.viewers).isEqualTo(pages);
    }

    @Example
    void return_theCrowdLeft_endsInPushWithoutADecision() {
        LiveMode last = new LiveMode(PollPlanner.START, Instant.EPOCH, 0);
        assertThat(last.polls(Instant.EPOCH.plus(Duration.ofMinutes(13)))).isFalse();
    }

    @Property(tries = 20)
    void hysteresis_viewersBetweenBothLimits_neverChangesTheMode(
            @ForAll @LongRange(max = Long.MAX_VALUE - 1) long seed) {
        RandomGenerator random = random(seed);
        PollPlanner planner = new PollPlanner(LIMIT, LiveMode.SHORTEST_INTERVAL);
        LiveMode mode = new LiveMode(0, Instant.EPOCH, LIMIT + 1);
        for (int second = 0; second < 1000; second++) {
            int viewers = random.nextInt(LIMIT * 8 / 10 + 1, LIMIT + 2000);
            assertThat(planner.next(mode, viewers, Instant.EPOCH.plusSeconds(second)))
                    .isSameAs(mode);
        }
    }

    private static RandomGenerator random(long seed) {
        return RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    }

    /** Pages that poll, and the viewers that they become. */
    private static final class Crowd {

        private final PollPlanner planner;
        private final RandomGenerator random;
        private final int pollSeconds;
        private final int decisionSeconds;
        private final Deque<LiveMode> cached = new ArrayDeque<>();
        private final List<Integer> connected = new ArrayList<>();
        private LiveMode mode = new LiveMode(0, Instant.EPOCH, LIMIT + 1);
        private int pages;
        private int viewers;

        Crowd(int pages, int pollSeconds, int decisionSeconds, long seed) {
            this.planner = new PollPlanner(LIMIT, Duration.ofSeconds(pollSeconds));
            this.pages = pages;
            this.pollSeconds = pollSeconds;
            this.decisionSeconds = decisionSeconds;
            this.random = random(seed);
        }

        void run(Duration time) {
            for (int second = 1; second <= time.toSeconds(); second++) {
                Instant now = Instant.EPOCH.plusSeconds(second);
                if (second % decisionSeconds == 0) {
                    mode = planner.next(mode, viewers, now);
                }
                cached.addLast(mode);
                LiveMode read = cached.size() > MODE_AGE ? cached.removeFirst() : cached.getFirst();
                int polls = pages / pollSeconds + (pages % pollSeconds > random.nextInt(pollSeconds) ? 1 : 0);
                int came = chosen(polls, read.millionthsAt(now) / (double) LiveMode.ALL);
                pages -= came;
                viewers += came;
                connected.add(came);
            }
        }

        /** Returns the number of polls that switch: each with the same probability. */
        private int chosen(int polls, double probability) {
            double mean = polls * probability;
            if (probability >= 1) {
                return polls;
            }
            if (mean > 30) {
                double spread = random.nextGaussian() * Math.sqrt(mean * (1 - probability));
                return (int) Math.max(0, Math.min(polls, Math.round(mean + spread)));
            }
            int chosen = 0;
            // Skips the polls between two that switch, a geometric number.
            double skip = Math.log1p(-probability);
            for (double at = skips(skip); probability > 0 && at < polls; at += 1 + skips(skip)) {
                chosen++;
            }
            return chosen;
        }

        private double skips(double logOfNone) {
            return Math.floor(Math.log(1 - random.nextDouble()) / logOfNone);
        }

        void assertNoRush() {
            for (int start = 0; start + WINDOW <= connected.size(); start++) {
                int came = connected.subList(start, start + WINDOW).stream()
                        .mapToInt(Integer::intValue)
                        .sum();
                assertThat(came).as("from second %d", start).isLessThanOrEqualTo(MOST_PER_SECOND * WINDOW);
            }
        }
    }
}
