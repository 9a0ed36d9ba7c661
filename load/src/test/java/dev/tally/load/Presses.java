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

/** The clicks of a scenario, of one each: what was asked, and what was promised. */
final class Presses {

    /** The status of a press without an answer. */
    static final int NO_ANSWER = 0;

    private static final int ACCEPTED = 202;

    /** Of one counter. */
    private static final class Clicks {
        private final LongAdder asked = new LongAdder();
        private final LongAdder accepted = new LongAdder();
        private final LongAdder refused = new LongAdder();

        /** Those that may be counted or not: nobody knows what was answered, or somebody left before an answer came. */
        long unknown() {
            return Math.max(0, asked.sum() - accepted.sum() - refused.sum());
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
     * Remembers an answer.
     *
     * @param sentMillis when it was pressed, since the epoch
     * @param tookMicros how long the answer took
     */
    void answered(String counter, int status, long sentMillis, long tookMicros) {
        micros.recordValue(Math.max(0, tookMicros));
        if (status == ACCEPTED) {
            clicks(counter).accepted.increment();
            sent.add(sentMillis);
            return;
        }
        errors.computeIfAbsent(status, first -> new LongAdder()).increment();
        // What was refused is not counted; of anything else nobody knows.
        if (status >= 400 && status < 500) {
            clicks(counter).refused.increment();
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

    /** How many presses were not accepted, by what was answered. */
    Map<String, Long> errors() {
        Map<String, Long> named = new HashMap<>();
        errors.forEach(
                (status, times) -> named.put(status == NO_ANSWER ? "no answer" : status.toString(), times.sum()));
        return named;
    }

    Collection<String> counters() {
        return Collections.unmodifiableSet(counters.keySet());
    }

    /** The time from a press to its answer, whatever it was, or to giving up. */
    double percentileMillis(double percent) {
        return micros.getValueAtPercentile(percent) / 1000.0;
    }

    /** When each accepted click was pressed, ascending, in milliseconds since the epoch. */
    long[] sentMillis() {
        return sent.sorted();
    }

    /** The counters whose count is not what was promised, with the count. */
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

    /** A list of times. */
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
