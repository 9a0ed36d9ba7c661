package dev.tally.press;

import static dev.tally.counter.Fixtures.EPOCH;
import static dev.tally.counter.Fixtures.QUEUE;

import java.time.Duration;
import java.util.Optional;

/** The settings for tests without Quarkus. */
public record TestSettings(Duration readCache) implements PressSettings {

    @Override
    public String table() {
        return "counters";
    }

    @Override
    public String region() {
        return "eu-central-1";
    }

    @Override
    public String epoch() {
        return EPOCH.value();
    }

    @Override
    public String queueUrl() {
        return "https://sqs.eu-central-1.amazonaws.com/123456789012/" + QUEUE;
    }

    @Override
    public Optional<String> adminScope() {
        return Optional.empty();
    }

    @Override
    public Optional<String> originSecret() {
        return Optional.empty();
    }

    @Override
    public int shards() {
        return 4;
    }

    @Override
    public int voteShards() {
        return 16;
    }

    @Override
    public int claps() {
        return 50;
    }

    @Override
    public int votersPerSecond() {
        return 1;
    }

    @Override
    public int votersBurst() {
        return 100;
    }

    @Override
    public String defaultCounter() {
        return "global";
    }

    @Override
    public int writesPerSecond() {
        return 1;
    }

    @Override
    public int writesBurst() {
        return 1;
    }

    @Override
    public int readsPerSecond() {
        return 1;
    }

    @Override
    public int readsBurst() {
        return 1;
    }

    @Override
    public int trackedClients() {
        return 1;
    }
}
