package dev.tally.system.scale;

import dev.tally.counter.PushBudget;
import dev.tally.counter.PushTurns;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/** The pushes of one environment, which take turns in the push budget of all environments. */
final class Pushes {

    /** As in the broadcaster's PushGovernor. */
    private static final Duration YIELD = Duration.ofMillis(500);

    /** The age of a frame in a long push: the broadcaster's LatestFrame. */
    private static final long FRESH = 100 * VirtualTime.MILLISECOND;

    private final VirtualTime time;
    private final Chance chance;
    private final PushTurns turns;
    private final Meter requests;
    private final Usage usage;
    private long missed;

    Pushes(VirtualTime time, Chance chance, PushBudget budget, int perSecond, Meter requests, Usage usage) {
        this.time = time;
        this.chance = chance;
        this.turns = new PushTurns(budget, perSecond);
        this.requests = requests;
        this.usage = usage;
    }

    /** Pushes to all viewers of some parts, and then runs an action. Viewers without a turn by the deadline are missed. */
    void push(List<PushedPart> parts, long deadline, Runnable done) {
        turn(new ArrayDeque<>(parts), parts.stream().mapToInt(PushedPart::left).sum(), deadline, done);
    }

    long missed() {
        return missed;
    }

    private void turn(Deque<PushedPart> parts, int left, long deadline, Runnable done) {
        int pushes = Math.min(PushTurns.MAX_PUSHES, left);
        Optional<Instant> start = left == 0
                ? Optional.empty()
                : turns.take(pushes, time.instant(), time.instant().plus(deadline - time.now(), ChronoUnit.MICROS));
        if (start.isEmpty()) {
            missed += left;
            done.run();
            return;
        }
        long begin = time.now() + ChronoUnit.MICROS.between(time.instant(), start.get());
        long perPush = turns.timeOfPush().toNanos() / 1_000;
        time.at(begin + pushes * perPush, () -> {
            deliver(parts, pushes, begin, perPush);
            turn(parts, left - pushes, deadline, done);
        });
    }

    private void deliver(Deque<PushedPart> parts, int pushes, long begin, long perPush) {
        long granted = requests.take(pushes);
        usage.messages(granted);
        if (granted < pushes) {
            missed += pushes - granted;
            turns.pauseUntil(time.instant().plus(YIELD));
        }
        for (int done = 0; done < pushes; ) {
            PushedPart part = parts.element();
            int first = done;
            int some = Math.min(pushes - done, part.left());
            part.advance(some, (screen, push) -> {
                if (first + push < granted) {
                    long start = begin + (first + push) * perPush;
                    long asOf = Math.max(part.asOf(), start - (long) (chance.fraction() * FRESH));
                    screen.show(asOf, start + Timing.PUSH);
                }
            });
            if (part.left() == 0) {
                parts.remove();
            }
            done += some;
        }
    }
}
