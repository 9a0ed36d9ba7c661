package dev.tally.counter;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** A push budget in memory, under the rules of {@link PushBudget}. */
public final class InMemoryPushBudget implements PushBudget {

    private Instant spentUntil = Instant.MIN;

    @Override
    public synchronized Optional<Instant> spend(Duration time, Instant now) {
        if (spentUntil.isAfter(now) && !spentUntil.isAfter(now.plus(FARTHEST))) {
            return Optional.of(spentUntil);
        }
        spentUntil = now.plus(time);
        return Optional.empty();
    }

    @Override
    public synchronized void pauseUntil(Instant time) {
        spentUntil = spentUntil.isBefore(time) ? time : spentUntil;
    }
}
