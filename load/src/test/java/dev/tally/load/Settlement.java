package dev.tally.load;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/**
 * Waits until a stack has counted what it accepted: until the counts are right, the queue is empty, and nothing changes for a
 * while, in which what was counted twice would show. Counts that are not right and no longer change are final as well.
 */
final class Settlement {

    /** How long counts that are right must stay. */
    static final Duration QUIET = Duration.ofSeconds(5);

    /** How long counts that are not right may stay. */
    static final Duration TIMEOUT = Duration.ofSeconds(90);

    /** Lets time pass. */
    interface Pause {
        void pass(Duration time);
    }

    private static final Duration STEP = Duration.ofSeconds(1);

    private final Reads reads;
    private final Clock clock;
    private final Pause pause;

    Settlement(Reads reads, Clock clock, Pause pause) {
        this.reads = reads;
        this.clock = clock;
        this.pause = pause;
    }

    /** The final counts; where the last reading failed, those of the last one that did not. */
    Map<String, Long> await(Presses presses) {
        Map<String, Long> counts = Map.of();
        Instant changed = clock.instant();
        while (true) {
            boolean drained = false;
            try {
                drained = reads.inFlight().orElse(0) == 0;
                Map<String, Long> now = reads.counts(presses.counters());
                if (!now.equals(counts)) {
                    counts = now;
                    changed = clock.instant();
                }
            } catch (IOException unread) {
                System.err.println("load: " + unread);
            }
            Duration quiet = Duration.between(changed, clock.instant());
            boolean right = drained && presses.wrong(counts).isEmpty();
            if (quiet.compareTo(right ? QUIET : TIMEOUT) >= 0) {
                return counts;
            }
            pause.pass(STEP);
        }
    }
}
