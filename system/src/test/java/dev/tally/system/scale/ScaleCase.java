package dev.tally.system.scale;

import dev.tally.counter.LiveMode;
import dev.tally.localstack.quota.Quota;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * A load, the limits in force, and the promises that must hold.
 *
 * @param warmUp the time before the measured time
 */
record ScaleCase(String name, Load load, Limits limits, Duration warmUp, Duration measured, List<Promise> promises) {

    /**
     * The counters and their clients.
     *
     * @param counters with the same load
     * @param watched the number of counters with viewers, which are simulated one by one
     * @param viewers of each watched counter
     * @param clicksPerSecond of all counters together
     * @param coalesced the clicks in a message
     */
    record Load(double counters, int watched, int viewers, double clicksPerSecond, int coalesced) {

        double messagesPerSecondAndCounter() {
            return clicksPerSecond / coalesced / counters;
        }
    }

    /**
     * The quotas and settings.
     *
     * @param raised quotas in place of those of infra/quotas.yaml
     * @param maximumShards the settings shards_max and aggregator_concurrency
     * @param pollInterval the setting poll_interval
     * @param batch the duration of a batch
     */
    record Limits(Map<Quota, Double> raised, int maximumShards, Duration pollInterval, Duration batch) {

        /** The quotas of the file and the settings of infra/stack.yaml. */
        static final Limits DEFAULT = new Limits(Map.of(), 256, LiveMode.SHORTEST_INTERVAL, Timing.BATCH);

        Limits raised(Quota quota, double limit) {
            Map<Quota, Double> more = new HashMap<>(raised);
            more.put(quota, limit);
            return new Limits(Map.copyOf(more), maximumShards, pollInterval, batch);
        }

        Limits withShards(int maximum) {
            return new Limits(raised, maximum, pollInterval, batch);
        }

        Limits polling(Duration interval) {
            return new Limits(raised, maximumShards, interval, batch);
        }

        Limits withBatches(Duration duration) {
            return new Limits(raised, maximumShards, pollInterval, duration);
        }
    }

    /**
     * A promise of the documents.
     *
     * @param text the promise with its document
     */
    record Promise(String text, Predicate<ScaleResult> holds) {}

    static ScaleCase of(String name, Load load, Duration warmUp, Duration measured) {
        return new ScaleCase(name, load, Limits.DEFAULT, warmUp, measured, List.of());
    }

    ScaleCase with(Limits other) {
        return new ScaleCase(name, load, other, warmUp, measured, promises);
    }

    ScaleCase promising(String text, Predicate<ScaleResult> holds) {
        List<Promise> more = Stream.concat(promises.stream(), Stream.of(new Promise(text, holds)))
                .toList();
        return new ScaleCase(name, load, limits, warmUp, measured, more);
    }
}
