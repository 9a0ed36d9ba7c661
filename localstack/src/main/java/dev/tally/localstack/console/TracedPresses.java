package dev.tally.localstack.console;

import dev.tally.runtime.trace.SpanData;
import dev.tally.runtime.trace.SpanExporter;
import dev.tally.runtime.trace.Tracer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The busiest counter and the times from press to screen, by the traces of some presses. */
final class TracedPresses implements SpanExporter {

    // The functions trace the first press of each second, and one in twenty of the others. So this costs nothing for
    // most clicks, and a counter's share of the traces is its share of the clicks.

    private static final Duration BUSY = Duration.ofSeconds(10);
    private static final Duration TIMES = Duration.ofSeconds(30);
    private static final int MAX_UNFINISHED = 1000;
    private static final double PERCENTILE = 0.95;

    private record Click(Instant receivedAt, String counter) {}

    private record Push(Instant receivedAt, Duration sincePress) {}

    private final InstantSource clock;
    private final Deque<Click> clicks = new ArrayDeque<>();
    private final Deque<Push> pushes = new ArrayDeque<>();
    private final Map<String, Instant> unfinished = new LinkedHashMap<>();
    private Optional<String> busiest = Optional.empty();

    TracedPresses(InstantSource clock) {
        this.clock = clock;
    }

    @Override
    public synchronized void export(SpanData span) {
        String trace = span.context().traceId();
        switch (span.attributes().getOrDefault(Tracer.OPERATION, "")) {
            case "queue message" -> {
                String shard = span.attributes().getOrDefault("group", "");
                clicks.add(new Click(clock.instant(), shard.substring(0, Math.max(0, shard.lastIndexOf('#')))));
                unfinished.put(trace, span.start());
                if (unfinished.size() > MAX_UNFINISHED) {
                    unfinished.remove(unfinished.keySet().iterator().next());
                }
            }
            case "push total" -> {
                Instant pressed = unfinished.remove(trace);
                if (pressed != null) {
                    pushes.add(new Push(clock.instant(), Duration.between(pressed, span.end())));
                }
            }
            default -> {}
        }
    }

    /** Returns the counter with the most clicks of the last seconds, or else the one that was busiest before. */
    synchronized Optional<String> busiest() {
        Instant since = clock.instant().minus(BUSY);
        while (!clicks.isEmpty() && clicks.getFirst().receivedAt().isBefore(since)) {
            clicks.removeFirst();
        }
        Map<String, Integer> numbers = new HashMap<>();
        clicks.forEach(click -> numbers.merge(click.counter(), 1, Integer::sum));
        int most = busiest.map(counter -> numbers.getOrDefault(counter, 0)).orElse(0);
        for (Map.Entry<String, Integer> number : numbers.entrySet()) {
            if (number.getValue() > most) {
                most = number.getValue();
                busiest = Optional.of(number.getKey());
            }
        }
        return busiest;
    }

    /** Returns the 95th percentile of the times from a press to the push to its viewers, over the last seconds. */
    synchronized Optional<Duration> pressToScreen() {
        Instant since = clock.instant().minus(TIMES);
        while (!pushes.isEmpty() && pushes.getFirst().receivedAt().isBefore(since)) {
            pushes.removeFirst();
        }
        List<Duration> times = pushes.stream().map(Push::sincePress).sorted().toList();
        return times.isEmpty()
                ? Optional.empty()
                : Optional.of(times.get((int) Math.ceil(times.size() * PERCENTILE) - 1));
    }
}
