package dev.tally.counter;

import static dev.tally.counter.Fixtures.NOW;
import static dev.tally.counter.Fixtures.idAt;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AdmissionTest {

    private static final Instant UNTIL = NOW.plusSeconds(6);
    private static final List<ClickId> IDS =
            Stream.generate(() -> idAt(NOW)).limit(10_000).toList();

    @Property
    void admits_anyLag_isTheShareOfTheIds(@ForAll @IntRange(max = 30_000) int lagMillis) {
        Admission admission = new Admission(Duration.ofMillis(lagMillis), UNTIL);
        double expected = lagMillis <= 5_000 ? 1 : lagMillis >= 15_000 ? 0 : (15_000 - lagMillis) / 10_000.0;
        assertThat(admission.share()).isEqualTo(expected, within(1e-9));
        long admitted = IDS.stream().filter(id -> admission.admits(id, NOW)).count();
        assertThat((double) admitted / IDS.size()).isEqualTo(expected, within(0.03));
    }

    @Test
    void admits_halfOfTheIds_areHalfOfEachShard() {
        Admission half = new Admission(Duration.ofSeconds(10), UNTIL);
        for (int shard = 0; shard < 3; shard++) {
            int index = shard;
            List<ClickId> ofShard = IDS.stream()
                    .filter(id ->
                            Shard.of(new Click(id, Fixtures.COUNTER, 1), 3).index() == index)
                    .toList();
            long admitted = ofShard.stream().filter(id -> half.admits(id, NOW)).count();
            assertThat((double) admitted / ofShard.size()).isEqualTo(0.5, within(0.05));
        }
    }

    @Test
    void admits_greaterLag_admitsNoIdThatASmallerOneRejects() {
        Admission less = new Admission(Duration.ofSeconds(8), UNTIL);
        Admission more = new Admission(Duration.ofSeconds(12), UNTIL);
        assertThat(IDS).allMatch(id -> less.admits(id, NOW) || !more.admits(id, NOW));
    }

    @Test
    void admits_afterItsEnd_isTrue() {
        Admission none = new Admission(Duration.ofMinutes(1), UNTIL);
        assertThat(IDS).noneMatch(id -> none.admits(id, UNTIL.minusMillis(1)));
        assertThat(IDS).allMatch(id -> none.admits(id, UNTIL) && Admission.OPEN.admits(id, NOW));
    }

    @ParameterizedTest
    @ValueSource(doubles = {1.1, 1.5, 2, 4, 10})
    void admits_overload_keepsTheShardsBusyAndTheBacklogSmall(double overload) {
        Model model = new Model(overload);
        model.run(240);
        assertThat(model.idle).isLessThan(240 * 0.02);
        assertThat(model.greatestBacklog).isLessThan(11 * overload);
    }

    /** A counter that drains one second of clicks in a second, while more come. */
    private static final class Model {

        private static final double STEP = 0.05;

        private final double overload;
        private final Queue<double[]> waiting = new ArrayDeque<>();
        private double backlog;
        private double greatestBacklog;
        private double idle;
        private Admission reported = Admission.OPEN;
        private Admission known = Admission.OPEN;

        Model(double overload) {
            this.overload = overload;
        }

        void run(double seconds) {
            double reportedAt = -2;
            double knownAt = -1;
            for (double time = 0; time < seconds; time += STEP) {
                Instant now = at(time);
                if (time - knownAt >= 1) {
                    known = reported;
                    knownAt = time;
                }
                accept(time, overload * STEP * (known.until().isAfter(now) ? known.share() : 1));
                Duration lag = count(time);
                if (lag.compareTo(Admission.ALL) <= 0) {
                    reported = Admission.OPEN;
                } else if (time - reportedAt >= 2) {
                    reported = new Admission(lag, now.plusSeconds(6));
                    reportedAt = time;
                }
            }
        }

        private void accept(double time, double clicks) {
            waiting.add(new double[] {time, clicks});
            backlog += clicks;
            greatestBacklog = Math.max(greatestBacklog, backlog);
        }

        /** Counts a step of clicks, and returns the age of the newest one. */
        private Duration count(double time) {
            double left = STEP;
            double newest = time;
            while (left > 1e-9 && !waiting.isEmpty()) {
                double[] first = waiting.element();
                newest = first[0];
                double counted = Math.min(left, first[1]);
                first[1] -= counted;
                left -= counted;
                if (first[1] <= 1e-9) {
                    waiting.remove();
                }
            }
            backlog -= STEP - left;
            idle += left;
            return Duration.ofMillis(Math.round((time - newest) * 1_000));
        }

        private static Instant at(double seconds) {
            return NOW.plusMillis(Math.round(seconds * 1_000));
        }
    }
}
