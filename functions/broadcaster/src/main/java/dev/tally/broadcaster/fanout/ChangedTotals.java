package dev.tally.broadcaster.fanout;

import dev.tally.broadcaster.lambda.StreamBatch;
import dev.tally.counter.CounterId;
import dev.tally.counter.Epoch;
import dev.tally.counter.Published;
import dev.tally.runtime.trace.TraceContext;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * The totals of one stream batch that viewers have not seen yet.
 *
 * @param latest the latest unseen total of each counter
 * @param clicked the counters with a new count; in the others only the viewers changed
 * @param touched the counters with a touch, because viewers came or went
 * @param traces the recorded traces of the new counts
 * @param writtenAt the times of the last records of the counters, if they have one
 */
record ChangedTotals(
        Map<CounterId, Published> latest,
        Set<CounterId> clicked,
        Set<CounterId> touched,
        Map<CounterId, TraceContext> traces,
        Map<CounterId, Instant> writtenAt) {

    /** Returns the total of one counter, as if only its viewers had changed. */
    static ChangedTotals only(Published published) {
        return new ChangedTotals(
                Map.of(published.counter(), published), Set.of(), Set.of(published.counter()), Map.of(), Map.of());
    }

    /** Returns the changed totals of a batch that a region publishes in its current epoch. */
    static ChangedTotals of(StreamBatch batch, Epoch epoch) {
        Map<CounterId, Published> latest = new LinkedHashMap<>();
        Set<CounterId> clicked = new HashSet<>();
        Set<CounterId> touched = new HashSet<>();
        Map<CounterId, TraceContext> traces = new HashMap<>();
        Map<CounterId, Instant> writtenAt = new HashMap<>();
        batch.changes().forEach(change -> change.changedTotal(epoch).ifPresent(changed -> {
            latest.merge(change.counter(), changed, (old, late) -> late.supersedes(old) ? late : old);
            change.createdAt().ifPresent(time -> writtenAt.put(change.counter(), time));
            if (change.hasTouch()) {
                touched.add(change.counter());
            }
            if (change.hasNewCount()) {
                clicked.add(change.counter());
                change.trace().ifPresent(trace -> traces.put(change.counter(), trace));
            }
        }));
        return new ChangedTotals(latest, clicked, touched, traces, writtenAt);
    }

    /** Returns the age of a counter's last record, 0 if it is unknown. */
    Duration age(CounterId counter, Instant now) {
        return Duration.between(writtenAt.getOrDefault(counter, now), now);
    }
}
