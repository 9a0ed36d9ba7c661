package dev.tally.aggregator;

import java.time.Duration;

/** Settings that do not make a test wait. */
record TestSettings(boolean soonRedelivery) implements AggregatorSettings {

    TestSettings() {
        this(true);
    }

    @Override
    public String table() {
        return "counters";
    }

    @Override
    public String region() {
        return "eu-central-1";
    }

    @Override
    public String queueUrl() {
        return "http://localhost/tally-clicks-sample.fifo";
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
