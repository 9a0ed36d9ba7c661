package dev.tally.broadcaster;

import java.net.URI;
import java.time.Duration;

/** Settings that do not make a test wait. */
record TestSettings(int pushesPerSecond, int bucketSize) implements BroadcasterSettings {

    static final TestSettings DEFAULT = new TestSettings(1_000_000, 500);

    @Override
    public String table() {
        return "counters";
    }

    @Override
    public String connectionsTable() {
        return "connections";
    }

    @Override
    public String region() {
        return "eu-central-1";
    }

    @Override
    public URI connectionsEndpoint() {
        return URI.create("http://localhost/live");
    }

    @Override
    public String ownName() {
        return "fanout";
    }

    @Override
    public Duration historyRetention() {
        return Duration.ofDays(30);
    }

    @Override
    public int concurrentPushes() {
        return 8;
    }

    @Override
    public Duration patience() {
        return Duration.ofMillis(50);
    }

    @Override
    public Duration answerReserve() {
        return Duration.ofMillis(500);
    }

    @Override
    public int actionsPerSecond() {
        return 5;
    }

    @Override
    public int actionsBurst() {
        return 60;
    }

    @Override
    public int connectsPerSecond() {
        return 10;
    }

    @Override
    public int connectsBurst() {
        return 200;
    }

    @Override
    public int rememberedClients() {
        return 1000;
    }
}
