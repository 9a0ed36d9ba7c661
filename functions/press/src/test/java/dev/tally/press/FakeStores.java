package dev.tally.press;

import static dev.tally.counter.Fixtures.NOW;

import dev.tally.counter.CounterId;
import dev.tally.counter.InMemoryPostStore;
import dev.tally.counter.InMemoryTallyStore;
import dev.tally.counter.Increment;
import dev.tally.counter.PostStore;
import dev.tally.counter.StoreUnavailableException;
import dev.tally.counter.Tally;
import dev.tally.counter.TallyStore;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the domain's ports are in tests: stores in memory that can be down, and a clock that stands still. */
@Singleton
class FakeStores {

    private final SwitchableTallyStore tallies = new SwitchableTallyStore();

    @Produces
    @Singleton
    SwitchableTallyStore tallyStore() {
        return tallies;
    }

    @Produces
    @ApplicationScoped
    PostStore postStore() {
        return new InMemoryPostStore();
    }

    @Produces
    @Singleton
    Clock clock() {
        return Clock.fixed(NOW, ZoneOffset.UTC);
    }

    /** Tallies in memory, unless the store is down. */
    static final class SwitchableTallyStore implements TallyStore {

        private final InMemoryTallyStore store = new InMemoryTallyStore();
        private @Nullable RuntimeException failure;

        @Override
        public Outcome add(Increment increment, Instant now) {
            return store.add(increment, now);
        }

        @Override
        public List<Tally> tallies(CounterId counter) {
            if (failure != null) {
                throw failure;
            }
            return store.tallies(counter);
        }

        void setDown(boolean isDown) {
            failure = isDown ? new StoreUnavailableException("timed out", new IllegalStateException()) : null;
        }

        void failWith(RuntimeException bug) {
            failure = bug;
        }
    }
}
