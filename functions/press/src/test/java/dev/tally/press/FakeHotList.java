package dev.tally.press;

import dev.tally.counter.Admission;
import dev.tally.counter.CounterId;
import dev.tally.counter.HotListStore;
import dev.tally.counter.InMemoryHotListStore;
import dev.tally.counter.InMemoryLaggingStore;
import dev.tally.counter.LaggingStore;
import dev.tally.counter.Schedule;
import dev.tally.counter.StoreUnavailableException;
import java.time.Instant;
import java.util.Map;

/** The hot list in memory, which can be down. */
final class FakeHotList implements HotListStore {

    /** The admission of no change, for longer than any test. */
    static final Admission REJECTING = new Admission(Admission.NONE, Instant.MAX);

    private HotListStore list = new InMemoryHotListStore(10);
    private final Lagging lagging = new Lagging();
    private boolean isDown;

    @Override
    public Map<CounterId, Schedule> read() {
        if (isDown) {
            throw new StoreUnavailableException("timed out", new IllegalStateException());
        }
        return list.read();
    }

    @Override
    public Outcome replace(CounterId counter, Schedule seen, Schedule next) {
        return list.replace(counter, seen, next);
    }

    /** Returns the list of lagging counters. */
    Lagging lagging() {
        return lagging;
    }

    void goDown() {
        isDown = true;
    }

    void reset() {
        isDown = false;
        list = new InMemoryHotListStore(10);
        lagging.reset();
    }

    /** The lagging counters in memory, with the number of reads. */
    static final class Lagging implements LaggingStore {

        private LaggingStore counters = new InMemoryLaggingStore();
        private int reads;

        @Override
        public Map<CounterId, Admission> read() {
            reads++;
            return counters.read();
        }

        @Override
        public void put(CounterId counter, Admission admission, Instant now) {
            counters.put(counter, admission, now);
        }

        @Override
        public void remove(CounterId counter) {
            counters.remove(counter);
        }

        int reads() {
            return reads;
        }

        private void reset() {
            counters = new InMemoryLaggingStore();
            reads = 0;
        }
    }
}
