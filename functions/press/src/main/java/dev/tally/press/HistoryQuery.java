package dev.tally.press;

import dev.tally.counter.Resolution;
import dev.tally.press.http.Problem;
import dev.tally.press.http.ProblemException;
import dev.tally.press.http.ProblemType;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The range of windows in a request for a counter's history.
 *
 * @param first the epoch minute at which the first window starts
 * @param last the epoch minute at which the last window starts
 */
record HistoryQuery(Resolution resolution, long first, long last) {

    /** The maximum number of windows in one call. */
    static final int MAX_WINDOWS = 1000;

    private static final int DEFAULT_WINDOWS = 60;
    private static final Duration MAX_AHEAD = Duration.ofDays(1);

    /**
     * Parses the query parameters. The range holds each window from the one that contains {@code from} to the one that
     * contains {@code to}. By default it is the last 60 windows of one minute, up to now.
     *
     * @throws ProblemException 400 if a parameter breaks its rule
     */
    static HistoryQuery parse(@Nullable String resolution, @Nullable String from, @Nullable String to, Instant now) {
        Resolution length = resolution(resolution);
        Instant end = to == null ? now : instant("to", to, now);
        long last = length.startOf(end);
        long first = from == null ? defaultFirst(length, last) : length.startOf(start(from, end, now));
        return new HistoryQuery(length, first, last).withinLimit();
    }

    /** Returns the epoch minute with which the last window ends. */
    long lastMinute() {
        return last + resolution.length().toMinutes() - 1;
    }

    private HistoryQuery withinLimit() {
        long windows = (last - first) / resolution.length().toMinutes() + 1;
        if (windows > MAX_WINDOWS) {
            String requested = windows + " windows of " + resolution.label();
            throw invalid(
                    "from", "from and to span " + requested + ": request at most " + MAX_WINDOWS + " in one call");
        }
        return this;
    }

    private static Resolution resolution(@Nullable String label) {
        if (label == null) {
            return Resolution.ONE_MINUTE;
        }
        return Resolution.ofLabel(label)
                .orElseThrow(() -> invalid("resolution", "resolution must be one of " + Resolution.labels()));
    }

    private static long defaultFirst(Resolution resolution, long last) {
        return Math.max(0, last - (DEFAULT_WINDOWS - 1) * resolution.length().toMinutes());
    }

    private static Instant start(String from, Instant end, Instant now) {
        Instant start = instant("from", from, now);
        if (start.isAfter(end)) {
            throw invalid("from", "from must not be after to, which is " + end);
        }
        return start;
    }

    private static Instant instant(String name, String text, Instant now) {
        Instant instant = parse(name, text);
        if (instant.isBefore(Instant.EPOCH) || instant.isAfter(now.plus(MAX_AHEAD))) {
            throw invalid(name, name + " must be between " + Instant.EPOCH + " and a day ahead of the server's clock");
        }
        return instant;
    }

    private static Instant parse(String name, String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeException broken) {
            throw invalid(name, name + " must be an instant of ISO 8601, such as 2026-11-22T10:00:00Z");
        }
    }

    private static ProblemException invalid(String name, String detail) {
        return new ProblemException(Problem.ofField(ProblemType.INVALID_QUERY, name, detail));
    }
}
