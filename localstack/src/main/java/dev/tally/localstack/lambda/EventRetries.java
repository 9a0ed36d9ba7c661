package dev.tally.localstack.lambda;

import java.time.Duration;
import java.util.List;

/**
 * The retries of an event.
 *
 * @param afterErrors the wait after each error of the function; one further error loses the event
 * @param firstPause the wait after the first throttle, doubled after each further one
 * @param longestPause the maximum wait after a throttle
 * @param maximumAge the total wait after which the event is lost
 */
public record EventRetries(
        List<Duration> afterErrors, Duration firstPause, Duration longestPause, Duration maximumAge) {

    /** The values of Lambda: https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html */
    public static final EventRetries AWS = new EventRetries(
            List.of(Duration.ofMinutes(1), Duration.ofMinutes(2)),
            Duration.ofSeconds(1),
            Duration.ofMinutes(5),
            Duration.ofHours(6));

    Duration pauseAfter(Duration pause) {
        Duration doubled = pause.multipliedBy(2);
        return doubled.compareTo(longestPause) > 0 ? longestPause : doubled;
    }
}
