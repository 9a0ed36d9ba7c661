package dev.tally.counter;

import static dev.tally.counter.Fixtures.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** The rules of every {@link PushBudget}, as tests that each implementation's test extends. */
public abstract class PushBudgetContract {

    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Instant LATER = NOW.plusSeconds(30);

    /** Returns a budget without any reservation. */
    protected abstract PushBudget budget();

    @Test
    void reserve_nothingReservedBefore_beginsNow() {
        assertThat(budget().reserve(SECOND, NOW, NOW)).contains(NOW);
    }

    @Test
    void reserve_beforeTheLastReservationEnds_beginsAtItsEnd() {
        PushBudget budget = budget();
        budget.reserve(SECOND, NOW, LATER);
        assertThat(budget.reserve(SECOND, NOW.plusMillis(400), LATER)).contains(NOW.plusSeconds(1));
        assertThat(budget.reserve(SECOND, NOW.plusMillis(500), LATER)).contains(NOW.plusSeconds(2));
        assertThat(budget.reserve(SECOND, NOW.plusSeconds(3), LATER)).contains(NOW.plusSeconds(3));
        assertThat(budget.reserve(SECOND, NOW.plusSeconds(9), LATER)).contains(NOW.plusSeconds(9));
    }

    @Test
    void reserve_turnAfterTheLatest_isRejectedAndReservesNothing() {
        PushBudget budget = budget();
        budget.reserve(SECOND, NOW, LATER);
        assertThat(budget.reserve(SECOND, NOW, NOW.plusMillis(999))).isEmpty();
        assertThat(budget.reserve(SECOND, NOW.plusSeconds(5), NOW.plusSeconds(4)))
                .isEmpty();
        assertThat(budget.reserve(SECOND, NOW, NOW.plusSeconds(1))).contains(NOW.plusSeconds(1));
    }

    @Test
    void reserve_partsOfAMillisecond_addUp() {
        PushBudget budget = budget();
        Duration push = Duration.ofNanos(200_001);
        for (int turn = 0; turn < 10; turn++) {
            assertThat(budget.reserve(push, NOW, LATER)).contains(NOW.plus(push.multipliedBy(turn)));
        }
    }

    @Test
    void pauseUntil_aGivenTime_letsNoReservationBeginBefore() {
        PushBudget budget = budget();
        budget.pauseUntil(NOW.plusSeconds(3));
        budget.pauseUntil(NOW.plusSeconds(2));
        assertThat(budget.reserve(SECOND, NOW, LATER)).contains(NOW.plusSeconds(3));
    }

    @Test
    void reserve_afterAClockHoursAhead_beginsNow() {
        PushBudget budget = budget();
        budget.reserve(SECOND, NOW.plus(Duration.ofHours(3)), NOW.plus(Duration.ofHours(4)));
        assertThat(budget.reserve(SECOND, NOW, LATER)).contains(NOW);
    }

    /** Each environment has a clock that is wrong by up to 10 ms. */
    @Test
    void reserve_manyEnvironmentsAtOnce_noTwoReservationsOverlap() throws Exception {
        PushBudget budget = budget();
        record Reservation(Instant begin, Instant end) {}
        ExecutorService environments = Executors.newFixedThreadPool(4);
        try {
            List<Callable<List<Reservation>>> work = new ArrayList<>();
            for (int environment = 0; environment < 4; environment++) {
                Random random = new Random(environment);
                work.add(() -> {
                    List<Reservation> mine = new ArrayList<>();
                    for (int turn = 0; turn < 25; turn++) {
                        Duration time = Duration.ofNanos(random.nextLong(5_000_000));
                        Instant now = NOW.plusMillis(5L * turn + random.nextLong(10));
                        budget.reserve(time, now, now.plusMillis(200))
                                .ifPresent(begin -> mine.add(new Reservation(begin, begin.plus(time))));
                    }
                    return mine;
                });
            }
            List<Reservation> all = new ArrayList<>();
            for (Future<List<Reservation>> mine : environments.invokeAll(work)) {
                all.addAll(mine.get());
            }
            all.sort((some, other) ->
                    some.begin.equals(other.begin) ? some.end.compareTo(other.end) : some.begin.compareTo(other.begin));
            assertThat(all).hasSizeGreaterThan(50);
            for (int index = 1; index < all.size(); index++) {
                assertThat(all.get(index).begin).isAfterOrEqualTo(all.get(index - 1).end);
            }
        } finally {
            environments.shutdownNow();
        }
    }
}
