package dev.tally.aggregator;

import java.time.Duration;

/** Settings that do not make a test wait. */
final class TestSettings implements AggregatorSettings {

    @Override
    public String table() {
        return "counters";
    }

    @Override
    public String region() {
        return "eu-central-1";
    }

    @Override
    public String deadLetterQueueUrl() {
        return "http://localhost/dead-letters.fifo";
    }

    @Override
    public Duration deadlineMargin() {
        return Duration.ofMillis(500);
    }
}
