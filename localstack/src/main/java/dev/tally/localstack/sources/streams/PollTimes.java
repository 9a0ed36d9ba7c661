package dev.tally.localstack.sources.streams;

import dev.tally.localstack.sources.Backoff;
import java.time.Duration;
import java.time.InstantSource;

/**
 * The times and limits of a stream source.
 *
 * @param idlePoll wait of the reader after an empty round, unless a write wakes it
 * @param spacing minimum time between the starts of two rounds; the writes between them are read together
 * @param discovery maximum time until a new shard is found
 * @param firstRetry first wait after a failure; each further wait is twice as long
 * @param readAhead maximum number of records of a shard that wait for their lanes
 * @param clock for the time at which a record was read
 */
record PollTimes(
        Duration idlePoll,
        Duration spacing,
        Duration discovery,
        Duration firstRetry,
        Duration longestRetry,
        int readAhead,
        InstantSource clock) {

    // Lambda polls a shard 4 times a second: https://docs.aws.amazon.com/lambda/latest/dg/with-ddb.html
    static final PollTimes NORMAL = new PollTimes(
            Duration.ofMillis(250),
            Duration.ofMillis(10),
            Duration.ofSeconds(5),
            Duration.ofMillis(50),
            Duration.ofSeconds(5),
            10_000,
            InstantSource.system());

    Backoff backoff() {
        return new Backoff(firstRetry, longestRetry);
    }
}
