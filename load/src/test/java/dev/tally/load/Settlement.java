package dev.tally.load;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/**
 * The wait for the final counts of a stack: they are right, the queue is empty, and nothing changes for a while. A
 * click that is counted twice would change them in that time. Wrong counts that no longer change are final as well.
 */
final class Settlement {

    /** The time for which right counts must not change. */
    static final Duration QUIET = Duration.ofSeconds(5);

    /** The time after which wrong counts without a change are final. */
    static final Duration STALL_TIMEOUT = Duration.ofSeconds(90);

    /** A wait, replaced in tests. */
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

    /** Returns the final counts. If the last readings failed, these are the counts of the last successful one. */
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
                System.err.println("load: cannot read the counts, trying again: " + unread);
            }
            Duration quiet = Duration.between(changed, clock.instant());
            boolean right = drained && presses.wrong(counts).isEmpty();
            if (quiet.compareTo(right ? QUIET : STALL_TIMEOUT) >= 0) {
                return counts;
            }
            pause.pass(STEP);
        }
    }
}
