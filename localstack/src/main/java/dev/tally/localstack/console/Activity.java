package dev.tally.localstack.console;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The numbers of the live line. Empty numbers are not known.
 *
 * @param busiest the counter with the most clicks of the last seconds
 * @param viewers connected WebSocket clients
 * @param pressToScreen the 95th percentile of the last seconds
 */
record Activity(
        Optional<Count> busiest,
        double clicksPerSecond,
        int viewers,
        Optional<Duration> pressToScreen,
        OptionalLong deadLetters) {

    /** The published count of a counter. */
    record Count(String counter, long value) {}
}
