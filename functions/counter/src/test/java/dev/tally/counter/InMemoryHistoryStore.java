package dev.tally.counter;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Minutes in memory, under the rules of {@link HistoryStore}. */
public final class InMemoryHistoryStore implements HistoryStore {

    private record Hour(@Nullable Epoch epoch, long version, Minutes minutes) {

        Hour with(Epoch newEpoch, long newVersion, Minutes newer) {
            TreeMap<Long, Long> sums = new TreeMap<>(minutes.sums());
            sums.putAll(newer.sums());
            return new Hour(newEpoch, newVersion, new Minutes(sums));
        }
    }

    private final Map<CounterId, TreeMap<Long, Hour>> recorded = new HashMap<>();

    @Override
    public synchronized void record(CounterId counter, Minutes minutes, Epoch epoch, long version, Instant expiresAt) {
        TreeMap<Long, Hour> hours = recorded.computeIfAbsent(counter, any -> new TreeMap<>());
        minutes.byHour().forEach((epochHour, ofHour) -> {
            Hour old = hours.getOrDefault(epochHour, new Hour(null, 0, Minutes.NONE));
            if (old.epoch == null || epoch.isAfter(old.epoch) || (epoch.equals(old.epoch) && old.version <= version)) {
                hours.put(epochHour, old.with(epoch, version, ofHour));
            }
        });
    }

    @Override
    public synchronized Minutes minutes(CounterId counter, long from, long to) {
        TreeMap<Long, Long> sums = new TreeMap<>();
        recorded.getOrDefault(counter, new TreeMap<>()).values().forEach(hour -> sums.putAll(hour.minutes.sums()));
        return new Minutes(new TreeMap<>(sums.subMap(from, to + 1)));
    }
}
