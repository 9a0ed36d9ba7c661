package dev.tally.counter;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/** The length of tumbling windows in a counter's history. The windows are aligned to the epoch. */
public enum Resolution {
    ONE_MINUTE(1),
    FIVE_MINUTES(5),
    TEN_MINUTES(10);

    private final int minutes;

    Resolution(int minutes) {
        this.minutes = minutes;
    }

    /**
     * One tumbling window.
     *
     * @param start the start, inclusive; the next window's start is the end, exclusive
     * @param sum the sum of the deltas of clicks with a time in the window
     */
    public record Window(Instant start, long sum) {}

    /** Returns the resolution with a label: {@code 1m}, {@code 5m} or {@code 10m}. */
    public static Optional<Resolution> ofLabel(String label) {
        return Arrays.stream(values()).filter(one -> one.label().equals(label)).findFirst();
    }

    /** Returns every label, as in {@code 1m, 5m, 10m}. */
    public static String labels() {
        return Arrays.stream(values()).map(Resolution::label).collect(Collectors.joining(", "));
    }

    public String label() {
        return minutes + "m";
    }

    /** Returns the length of one window. */
    public Duration length() {
        return Duration.ofMinutes(minutes);
    }

    /** Returns the epoch minute in which the window of an instant starts. */
    public long startOf(Instant instant) {
        return Math.floorDiv(Minutes.of(instant), (long) minutes) * minutes;
    }

    /**
     * Returns the windows of a range, oldest first, including those without clicks.
     *
     * @param from the epoch minute in which the first window starts
     * @param to the epoch minute in which the last window starts
     */
    public List<Window> windows(Minutes sums, long from, long to) {
        return LongStream.iterate(from, start -> start <= to, start -> start + minutes)
                .mapToObj(start -> new Window(Instant.ofEpochSecond(start * 60), sum(sums, start)))
                .toList();
    }

    private long sum(Minutes sums, long start) {
        return sums.sums().subMap(start, start + minutes).values().stream()
                .mapToLong(Long::longValue)
                .sum();
    }
}
