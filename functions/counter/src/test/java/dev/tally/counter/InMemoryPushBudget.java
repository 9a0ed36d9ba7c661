package dev.tally.counter;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** A push budget in memory, under the rules of {@link PushBudget}. */
public final class InMemoryPushBudget implements PushBudget {

    private Instant reservedUntil = Instant.MIN;

    @Override
    public synchronized Optional<Instant> reserve(Duration time, Instant now, Instant latest) {
        Instant turn = PushBudget.isReserved(reservedUntil, now) ? reservedUntil : now;
        if (turn.isAfter(latest)) {
            return Optional.empty();
        }
        reservedUntil = turn.plus(time);
        return Optional.of(turn);
    }

    @Override
    public synchronized void pauseUntil(Instant time) {
        reservedUntil = reservedUntil.isBefore(time) ? time : reservedUntil;
    }
}
