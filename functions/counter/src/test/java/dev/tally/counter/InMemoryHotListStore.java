package dev.tally.counter;

import java.util.HashMap;
import java.util.Map;

/** A hot list in memory, under the rules of {@link HotListStore}. */
public final class InMemoryHotListStore implements HotListStore {

    private final Map<CounterId, Schedule> schedules = new HashMap<>();
    private final int room;

    /** @param room the maximum number of counters */
    public InMemoryHotListStore(int room) {
        this.room = room;
    }

    @Override
    public synchronized Map<CounterId, Schedule> read() {
        return Map.copyOf(schedules);
    }

    @Override
    public synchronized Outcome replace(CounterId counter, Schedule seen, Schedule next) {
        if (!schedules.getOrDefault(counter, Schedule.NONE).equals(seen)) {
            return Outcome.OUTDATED;
        }
        if (!schedules.containsKey(counter) && schedules.size() >= room) {
            return Outcome.FULL;
        }
        if (next.equals(Schedule.NONE)) {
            schedules.remove(counter);
        } else {
            schedules.put(counter, next);
        }
        return Outcome.REPLACED;
    }
}
