package dev.tally.counter;

import static dev.tally.counter.Fixtures.NOW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PushTurnsTest {

    private static final Instant LATER = NOW.plusSeconds(29);

    private final InMemoryPushBudget budget = new InMemoryPushBudget();

    @Test
    void take_fivePushesASecond_needNoReservation() {
        PushTurns turns = new PushTurns(budget, 1000);
        budget.pauseUntil(NOW.plusSeconds(20));
        for (int push = 0; push < 10; push++) {
            Instant now = NOW.plusMillis(200L * push);
            assertThat(turns.take(1, now, LATER)).contains(now);
        }
        assertThat(turns.take(6, NOW.plusMillis(2000), LATER)).contains(NOW.plusSeconds(20));
    }

    @Test
    void take_sixthPushBehindLongReservations_waitsForASecondAtMost() {
        PushTurns turns = new PushTurns(budget, 1000);
        turns.take(5, NOW, LATER);
        assertThat(turns.take(1, NOW.plusMillis(100), LATER))
                .as("nothing is reserved")
                .contains(NOW.plusMillis(100));
        budget.pauseUntil(NOW.plusSeconds(20));
        assertThat(turns.take(3, NOW.plusMillis(100), LATER)).contains(NOW.plusMillis(1000));
        assertThat(turns.take(3, NOW.plusMillis(1000), LATER)).contains(NOW.plusMillis(2000));
        assertThat(turns.take(3, NOW.plusMillis(2000), NOW.plusMillis(2999))).isEmpty();
    }

    @Test
    void take_unreservedPushesBefore_areBookedInTheNextTurn() {
        PushTurns turns = new PushTurns(budget, 1000);
        turns.take(5, NOW, LATER);
        assertThat(turns.take(10, NOW, LATER)).contains(NOW);
        PushTurns other = new PushTurns(budget, 1000);
        assertThat(other.take(100, NOW, LATER)).contains(NOW.plusMillis(15));
        assertThat(turns.take(100, NOW, LATER)).contains(NOW.plusMillis(115));
        assertThat(other.take(100, NOW, LATER)).contains(NOW.plusMillis(215));
    }

    @Test
    void take_refusedTurn_keepsTheDebt() {
        PushTurns turns = new PushTurns(budget, 1000);
        turns.take(5, NOW, LATER);
        assertThat(turns.take(500, NOW, NOW.plusMillis(499))).isEmpty();
        assertThat(turns.take(495, NOW, LATER)).contains(NOW);
        assertThat(new PushTurns(budget, 1000).take(6, NOW, LATER)).contains(NOW.plusMillis(500));
    }

    @Test
    void take_hourOfUnreservedPushes_booksTheLastOnesOnly() {
        PushTurns turns = new PushTurns(budget, 1000);
        for (int second = 0; second < 3600; second++) {
            turns.take(1, NOW.plusSeconds(second), NOW.plusSeconds(second));
        }
        Instant now = NOW.plusSeconds(3600);
        turns.take(10, now, now.plusSeconds(1));
        assertThat(new PushTurns(budget, 1000).take(6, now, now.plusSeconds(1))).contains(now.plusMillis(60));
    }

    @Test
    void take_lastPushWouldBeginTooLate_isRefusedBeforeItIsTaken() {
        PushTurns turns = new PushTurns(budget, 1000);
        turns.take(500, NOW, LATER);
        assertThat(turns.take(500, NOW, NOW.plusMillis(999))).isEmpty();
        assertThat(turns.take(500, NOW, NOW.plusMillis(1000))).contains(NOW.plusMillis(500));
    }

    @Test
    void pauseUntil_unreservedPushes_waitAsWell() {
        PushTurns turns = new PushTurns(budget, 1000);
        turns.pauseUntil(NOW.plusMillis(500));
        assertThat(turns.take(1, NOW, LATER)).contains(NOW.plusMillis(500));
        assertThat(new PushTurns(budget, 1000).take(6, NOW, LATER)).contains(NOW.plusMillis(501));
    }

    @Test
    void new_zeroPushesPerSecond_namesTheSetting() {
        assertThatThrownBy(() -> new PushTurns(budget, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("TALLY_PUSHES_PER_SECOND must be 1 or more, not 0");
    }

    /** 1,000 environments ask for a random number of pushes at random times, more than the budget has. */
    @Test
    void take_thousandEnvironments_pushNoMoreThanTheBudgetAndFiveEach() {
        for (int seed = 0; seed < 5; seed++) {
            Random random = new Random(seed);
            Environments environments = new Environments(1000, 5000);
            for (int ask = 0; ask < 60_000; ask++) {
                environments.ask(random.nextInt(1000), 1 + random.nextInt(4), NOW.plusNanos(ask * 333_333L));
            }
            List<Integer> perSecond = environments.perSecond(20);
            assertThat(perSecond).allSatisfy(pushes -> assertThat(pushes).isBetween(4000, 5000 + 5 * 1000));
            int reserved = environments.reserved;
            // In the long run the debts are part of the budget, and the budget is used.
            assertThat(perSecond.stream().mapToInt(Integer::intValue).sum())
                    .isLessThanOrEqualTo(20 * 5000 + environments.openDebt(1000));
            assertThat(reserved).isPositive();
        }
    }

    /** Environments in virtual time, each of which asks again only after its last turn. */
    private static final class Environments {

        private final List<PushTurns> all = new ArrayList<>();
        private final List<Instant> free = new ArrayList<>();
        private final PriorityQueue<Instant> pushes = new PriorityQueue<>();
        private final InMemoryPushBudget shared = new InMemoryPushBudget();
        private final Duration timeOfPush;
        private int reserved;

        Environments(int number, int perSecond) {
            for (int environment = 0; environment < number; environment++) {
                all.add(new PushTurns(shared, perSecond));
                free.add(NOW);
            }
            this.timeOfPush = all.get(0).timeOfPush();
        }

        void ask(int environment, int number, Instant now) {
            if (free.get(environment).isAfter(now)) {
                return;
            }
            Instant turn =
                    all.get(environment).take(number, now, now.plusSeconds(29)).orElseThrow();
            reserved += turn.isAfter(now) ? 1 : 0;
            for (int push = 0; push < number; push++) {
                pushes.add(turn.plus(timeOfPush.multipliedBy(push)));
            }
            free.set(environment, turn);
        }

        int openDebt(int environments) {
            return environments * PushTurns.MAX_DEBT;
        }

        List<Integer> perSecond(int seconds) {
            List<Integer> counts = new ArrayList<>();
            for (int second = 1; second <= seconds; second++) {
                int count = 0;
                while (!pushes.isEmpty() && pushes.peek().isBefore(NOW.plusSeconds(second))) {
                    pushes.remove();
                    count++;
                }
                counts.add(count);
            }
            return counts;
        }
    }
}
