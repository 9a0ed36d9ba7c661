package dev.tally.broadcaster.fanout;

import static dev.tally.counter.Fixtures.COUNTER;
import static dev.tally.counter.Fixtures.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tally.broadcaster.channel.Frame;
import dev.tally.counter.CounterId;
import dev.tally.counter.Fixtures;
import dev.tally.counter.InMemoryTotalStore;
import dev.tally.counter.LiveMode;
import dev.tally.counter.Minutes;
import dev.tally.counter.Published;
import dev.tally.counter.StoreUnavailableException;
import dev.tally.counter.Total;
import dev.tally.counter.TotalStore;
import dev.tally.runtime.trace.TraceContext;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class LatestFrameTest {

    private final InMemoryTotalStore totals = new InMemoryTotalStore();
    private Instant now = NOW;

    @Test
    void get_aMomentLater_isTheFirstTotal() {
        LatestFrame frames = frames(totals);
        totals.publish(total(9, 9));
        now = now.plusMillis(100);
        assertThat(frames.get().text()).contains("\"count\":1,").contains("\"viewers\":7");
    }

    @Test
    void get_newerPublishedMeanwhile_isTheNewerTotalWithTheSameViewers() {
        LatestFrame frames = frames(totals);
        totals.publish(total(9, 9));
        now = now.plusMillis(101);
        assertThat(frames.get().text()).contains("\"count\":9,").contains("\"viewers\":7");
        totals.publish(total(12, 12));
        assertThat(frames.get().text()).as("read a moment ago").contains("\"count\":9,");
        now = now.plusMillis(101);
        assertThat(frames.get().text()).contains("\"count\":12,");
    }

    @Test
    void get_nothingNewer_isTheSameFrame() {
        LatestFrame frames = frames(totals);
        Frame before = frames.get();
        now = now.plusMillis(101);
        assertThat(frames.get()).isSameAs(before);
    }

    @Test
    void get_storeDown_isTheFirstTotal() {
        LatestFrame frames = frames(new TotalStore() {

            @Override
            public Published find(CounterId counter) {
                throw new StoreUnavailableException("down", new IllegalStateException());
            }

            @Override
            public Optional<Total> publish(Total total, Total seen, Optional<TraceContext> trace) {
                throw new AssertionError("a push must not publish a total");
            }

            @Override
            public void touch(CounterId counter) {
                throw new AssertionError("a push must not request a push");
            }

            @Override
            public Optional<Instant> touchOnceIn(Duration pause, CounterId counter, Instant at) {
                throw new AssertionError("a push must not request a push");
            }

            @Override
            public void setViewers(CounterId counter, int viewers, LiveMode live) {
                throw new AssertionError("a part of a push must not set the number of viewers");
            }
        });
        now = now.plusMillis(101);
        assertThat(frames.get().text()).contains("\"count\":1,");
    }

    private LatestFrame frames(TotalStore store) {
        return new LatestFrame(new Published(total(1, 1), 7, 0), store, () -> now);
    }

    private static Total total(long count, long version) {
        return Fixtures.total(COUNTER, count, version, new Minutes(new TreeMap<>()), NOW, NOW);
    }
}
