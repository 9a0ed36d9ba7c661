package dev.tally.press;

import static dev.tally.counter.Fixtures.NOW;

import dev.tally.runtime.metrics.FakeMetrics;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.ZoneOffset;

/** The test adapters of the ports: stores in memory, and clocks that stand still. */
@Singleton
class FakeStores {

    @Produces
    @Singleton
    FakeTicker ticker() {
        return new FakeTicker();
    }

    @Produces
    @Singleton
    FakeTallies tallies() {
        return new FakeTallies();
    }

    @Produces
    @Singleton
    FakePauses pauses(FakeTicker ticker) {
        return new FakePauses(ticker);
    }

    @Produces
    @Singleton
    FakeTable table(FakeTicker ticker) {
        return new FakeTable(ticker);
    }

    @Produces
    @Singleton
    FakeHotList hotList() {
        return new FakeHotList();
    }

    @Produces
    @Singleton
    FakeHotList.Lagging lagging(FakeHotList hotList) {
        return hotList.lagging();
    }

    @Produces
    @Singleton
    FakeMetrics metrics() {
        return new FakeMetrics();
    }

    @Produces
    @Singleton
    Clock clock() {
        return Clock.fixed(NOW, ZoneOffset.UTC);
    }
}
