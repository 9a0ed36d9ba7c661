package dev.tally.load;

import dev.tally.counter.ExactlyOnce;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/** The clicks of a scenario, each with delta 1, and their answers. */
final class Presses {

    /** The status of a press without an answer. */
    static final int NO_ANSWER = 0;

    private static final int ACCEPTED = 202;

    /** The clicks of one counter. */
    private static final class Clicks {
        private final LongAdder asked = new LongAdder();
        private final LongAdder accepted = new LongAdder();
        private final LongAdder rejected = new LongAdder();

        /** Returns the clicks that may be counted or not: their answer was lost, was an error, or was not awaited. */
        long unknown() {
            return Math.max(0, asked.sum() - accepted.sum() - rejected.sum());
        }
    }

    private final ConcurrentMap<String, Clicks> counters = new ConcurrentHashMap<>();
    private final ConcurrentMap<Integer, LongAdder> errors = new ConcurrentHashMap<>();
    private final Histogram micros = new ConcurrentHistogram(3);
    private final Moments sent = new Moments();

    void asked(String counter) {
        clicks(counter).asked.increment();
    }

    /**
     * Records an answer.
     *
     * @param sentMillis the time of the press, since the epoch
     * @param tookMicros the time until the answer
     */
    void answered(String counter, int status, long sentMillis, long tookMicros) {
        micros.recordValue(Math.max(0, tookMicros));
        if (status == ACCEPTED) {
            clicks(counter).accepted.increment();
            sent.add(sentMillis);
            return;
        }
        errors.computeIfAbsent(status, first -> new LongAdder()).increment();
        // A rejected click is not counted. After any other error it may be.
        if (status >= 400 && status < 500) {
            clicks(counter).rejected.increment();
        }
    }

    long asked() {
        return counters.values().stream()
                .mapToLong(clicks -> clicks.asked.sum())
                .sum();
    }

    long accepted() {
        return counters.values().stream()
                .mapToLong(clicks -> clicks.accepted.sum())
                .sum();
    }

    long accepted(String counter) {
        return clicks(counter).accepted.sum();
    }

    /** Returns the number of presses that were not accepted, by answer. */
    Map<String, Long> errors() {
        Map<String, Long> named = new HashMap<>();
        errors.forEach(
                (status, times) -> named.put(status == NO_ANSWER ? "no answer" : status.toString(), times.sum()));
        return named;
    }

    Collection<String> counters() {
        return Collections.unmodifiableSet(counters.keySet());
    }

    /** Returns a percentile of the time from a press to any answer, or to the time-out. */
    double percentileMillis(double percent) {
        return micros.getValueAtPercentile(percent) / 1000.0;
    }

    /** Returns the time of each accepted press, ascending, in milliseconds since the epoch. */
    long[] sentMillis() {
        return sent.sorted();
    }

    /** Returns the counters with a count that contradicts the answers, and that count. */
    Map<String, Long> wrong(Map<String, Long> counts) {
        return counters.keySet().stream()
                .filter(counter -> !isRight(counter, counts.getOrDefault(counter, 0L)))
                .collect(Collectors.toMap(counter -> counter, counter -> counts.getOrDefault(counter, 0L)));
    }

    private boolean isRight(String counter, long count) {
        Clicks clicks = clicks(counter);
        return ExactlyOnce.isRight(count, ones(clicks.accepted.sum()), ones(clicks.unknown()));
    }

    private static Collection<Integer> ones(long times) {
        return Collections.nCopies((int) times, 1);
    }

    private Clicks clicks(String counter) {
        return counters.computeIfAbsent(counter, first -> new Clicks());
    }

    /** A growing list of times. */
    private static final class Moments {

        private long[] millis = new long[1024];
        private int size;

        synchronized void add(long moment) {
            if (size == millis.length) {
                millis = Arrays.copyOf(millis, 2 * size);
            }
            millis[size++] = moment;
        }

        synchronized long[] sorted() {
            long[] sorted = Arrays.copyOf(millis, size);
            Arrays.sort(sorted);
            return sorted;
        }
    }
}
