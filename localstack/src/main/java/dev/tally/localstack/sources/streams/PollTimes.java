package dev.tally.localstack.sources.streams;

import dev.tally.localstack.sources.Backoff;
import java.time.Duration;
import java.time.InstantSource;

/**
 * How fast a source goes.
 *
 * @param idlePoll how long a reader waits that found nothing and is not woken
 * @param spacing the least time from the start of one look at the stream to the next: what is written meanwhile is read together
 * @param discovery how long new shards may stay unseen
 * @param firstRetry the first wait after a failure; each further one is twice as long
 * @param readAhead how many records of a shard may wait for their lanes
 * @param clock what a record's age is measured by
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
