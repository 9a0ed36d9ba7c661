package dev.tally.localstack.lambda;

import java.time.Duration;
import java.util.List;

/**
 * When an event is tried again.
 *
 * @param afterErrors how long to wait after each error of the function; one more than these loses the event
 * @param firstPause how long to wait after it was throttled; each further time it is twice as long
 * @param longestPause what that wait grows to
 * @param maximumAge for how long it may wait in all until it is lost
 */
public record EventRetries(
        List<Duration> afterErrors, Duration firstPause, Duration longestPause, Duration maximumAge) {

    /** https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html */
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
