package dev.tally.broadcaster.fanout;

import dev.tally.broadcaster.lambda.StreamBatch;
import dev.tally.counter.CounterId;
import dev.tally.counter.Published;
import dev.tally.runtime.trace.TraceContext;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * What viewers are to be told.
 *
 * @param latest the latest total of each counter, where it tells them something new
 * @param clicked the counters with a new count; of the others only the viewers changed
 * @param traces what brought new counts about, where that is traced
 */
record ChangedTotals(Map<CounterId, Published> latest, Set<CounterId> clicked, Map<CounterId, TraceContext> traces) {

    /** The news among the changes of a batch, of totals that a region publishes. */
    static ChangedTotals of(StreamBatch batch, String region) {
        Map<CounterId, Published> latest = new LinkedHashMap<>();
        Set<CounterId> clicked = new HashSet<>();
        Map<CounterId, TraceContext> traces = new HashMap<>();
        batch.changes().forEach(change -> change.news(region).ifPresent(news -> {
            latest.merge(change.counter(), news, (old, late) -> late.isNewsAfter(old) ? late : old);
            if (change.hasNewCount()) {
                clicked.add(change.counter());
                change.trace().ifPresent(trace -> traces.put(change.counter(), trace));
            }
        }));
        return new ChangedTotals(latest, clicked, traces);
    }
}
