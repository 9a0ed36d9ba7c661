package dev.tally.counter;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/** The turns of the pushes of one environment in the push budget that all environments share. It never waits. */
public final class PushTurns {

    // Pushes cost time: at 5,000 a second each costs 0.2 ms. A turn reserves the time of its pushes behind all earlier
    // reservations, so environments come in the order in which they ask, and none competes. This is GCRA, the generic
    // cell rate algorithm: https://en.wikipedia.org/wiki/Generic_cell_rate_algorithm
    //
    // A large push takes turn after turn, so that a small one never waits for more than a turn of each environment.
    // A few pushes a second need no turn, because its write would cost as much as they do. So a counter with few
    // viewers waits for at most a second, even beside many large pushes. The next turn reserves time for the last of
    // these pushes as well. The time of earlier ones is long over, so it would delay others in vain.

    /** The most pushes of one turn. */
    public static final int MAX_PUSHES = 500;

    /** The most pushes that an environment makes within a second without a reservation. */
    public static final int UNRESERVED_PER_SECOND = 5;

    /** The most unreserved pushes that one turn reserves time for. */
    static final int MAX_DEBT = 10 * UNRESERVED_PER_SECOND;

    private static final Duration SECOND = Duration.ofSeconds(1);

    private final PushBudget budget;
    private final Duration timeOfPush;
    private final Deque<Instant> unreserved = new ArrayDeque<>();
    private int debt;
    private Instant pausedUntil = Instant.MIN;

    /** @throws IllegalArgumentException if the rate is below 1; the message names the setting */
    public PushTurns(PushBudget budget, int pushesPerSecond) {
        if (pushesPerSecond < 1) {
            throw new IllegalArgumentException("TALLY_PUSHES_PER_SECOND must be 1 or more, not " + pushesPerSecond);
        }
        this.budget = budget;
        this.timeOfPush = SECOND.dividedBy(pushesPerSecond);
    }

    /** Returns the time between the starts of two pushes of a turn. */
    public Duration timeOfPush() {
        return timeOfPush;
    }

    /** Returns the time that pushes take without a reservation. */
    public Duration timeWithoutTurn(int pushes) {
        return SECOND.multipliedBy(pushes).dividedBy(UNRESERVED_PER_SECOND);
    }

    /**
     * Takes a turn for some pushes.
     *
     * @param pushes at most {@value #MAX_PUSHES}
     * @param end the time by which the last of them must begin
     * @return the time at which the first push may begin; empty if the last one would begin too late
     */
    public synchronized Optional<Instant> take(int pushes, Instant now, Instant end) {
        Instant latest = end.minus(time(pushes));
        Instant unreservedFrom = unreservedFrom(pushes, now);
        if (unreservedFrom.equals(now)) {
            return withoutReservation(pushes, now, latest);
        }
        Instant latestTurn = unreservedFrom.isBefore(latest) ? unreservedFrom : latest;
        Optional<Instant> turn = budget.reserve(time(pushes + debt), now, latestTurn);
        if (turn.isPresent()) {
            debt = 0;
            return turn;
        }
        return withoutReservation(pushes, unreservedFrom, latest);
    }

    private Optional<Instant> withoutReservation(int pushes, Instant start, Instant latest) {
        if (start.isAfter(latest)) {
            return Optional.empty();
        }
        for (int push = 0; push < pushes; push++) {
            unreserved.add(start);
        }
        debt = Math.min(MAX_DEBT, debt + pushes);
        return Optional.of(start);
    }

    /** Makes all environments pause, because the API's quota is used up. */
    public synchronized void pauseUntil(Instant time) {
        pausedUntil = time;
        budget.pauseUntil(time);
    }

    /** Returns the time from which pushes need no reservation, at least now. */
    private Instant unreservedFrom(int pushes, Instant now) {
        if (pushes > UNRESERVED_PER_SECOND) {
            return Instant.MAX;
        }
        while (!unreserved.isEmpty() && !unreserved.peek().isAfter(now.minus(SECOND))) {
            unreserved.remove();
        }
        Instant from = pausedUntil.isAfter(now) ? pausedUntil : now;
        int tooMany = unreserved.size() + pushes - UNRESERVED_PER_SECOND;
        for (Instant earlier : unreserved) {
            Instant free = tooMany > 0 ? earlier.plus(SECOND) : earlier;
            from = free.isAfter(from) ? free : from;
            tooMany--;
        }
        return from;
    }

    private Duration time(int pushes) {
        return timeOfPush.multipliedBy(pushes);
    }
}
