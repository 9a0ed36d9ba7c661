package dev.tally.counter;

import static dev.tally.counter.Fixtures.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The rules of every {@link PushBudget}, as tests that each implementation's test extends. */
public abstract class PushBudgetContract {

    private static final Duration SECOND = Duration.ofSeconds(1);

    /** Returns a budget without any spending. */
    protected abstract PushBudget budget();

    @Test
    void spend_nothingSpentBefore_isSpent() {
        assertThat(budget().spend(SECOND, NOW)).isEmpty();
    }

    @Test
    void spend_beforeTheTimeIsOver_returnsItsEnd() {
        PushBudget budget = budget();
        budget.spend(SECOND, NOW);
        assertThat(budget.spend(SECOND, NOW.plusMillis(400))).contains(NOW.plus(SECOND));
        assertThat(budget.spend(SECOND, NOW.plusMillis(999))).contains(NOW.plus(SECOND));
        assertThat(budget.spend(SECOND, NOW.plus(SECOND))).isEmpty();
    }

    @Test
    void pauseUntil_aGivenTime_blocksSpendingUntilThen() {
        PushBudget budget = budget();
        budget.pauseUntil(NOW.plusSeconds(3));
        budget.pauseUntil(NOW.plusSeconds(2));
        assertThat(budget.spend(SECOND, NOW)).contains(NOW.plusSeconds(3));
        assertThat(budget.spend(SECOND, NOW.plusSeconds(3))).isEmpty();
    }

    @Test
    void spend_afterAClockHoursAhead_isSpent() {
        PushBudget budget = budget();
        budget.spend(SECOND, NOW.plus(Duration.ofHours(3)));
        assertThat(budget.spend(SECOND, NOW)).isEmpty();
    }
}
