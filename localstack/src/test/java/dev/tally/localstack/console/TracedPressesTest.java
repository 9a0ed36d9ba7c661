package dev.tally.localstack.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tally.runtime.trace.SpanData;
import dev.tally.runtime.trace.TraceContext;
import dev.tally.runtime.trace.Tracer;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TracedPressesTest {

    private static final Instant START = Instant.parse("2026-11-29T12:00:00Z");

    private Instant now = START;
    private int traces;
    private final TracedPresses presses = new TracedPresses(() -> now);

    @Test
    void busiest_noClick_isNone() {
        assertThat(presses.busiest()).isEmpty();
        assertThat(presses.pressToScreen()).isEmpty();
    }

    @Test
    void busiest_severalCounters_isTheOneWithTheMostClicksOfTheLastSeconds() {
        press("old");
        press("old");
        press("old");
        now = now.plusSeconds(11);
        press("a~b.c");
        press("likes");
        press("likes");

        assertThat(presses.busiest()).hasValue("likes");
    }

    @Test
    void busiest_equalClicksOrNone_staysTheSame() {
        press("first");
        assertThat(presses.busiest()).hasValue("first");
        press("a");
        press("z");
        assertThat(presses.busiest()).hasValue("first");
        now = now.plusSeconds(60);
        assertThat(presses.busiest()).hasValue("first");
        press("a");
        assertThat(presses.busiest()).hasValue("a");
    }

    @Test
    void pressToScreen_pushedPresses_isTheirPercentile() {
        for (int millis = 100; millis > 0; millis--) {
            push(press("likes"), millis);
        }
        assertThat(presses.pressToScreen()).hasValue(Duration.ofMillis(95));

        now = now.plusSeconds(31);
        assertThat(presses.pressToScreen()).isEmpty();
    }

    @Test
    void pressToScreen_repeatedPushOrUnknownPress_isNotMeasured() {
        String trace = press("likes");
        push(trace, 10);
        push(trace, 500);
        push(newTrace(), 900);

        assertThat(presses.pressToScreen()).hasValue(Duration.ofMillis(10));
    }

    @Test
    void export_manyPressesWithoutViewers_keepsTheLatest() {
        String first = press("likes");
        for (int other = 0; other < 1000; other++) {
            press("likes");
        }
        push(first, 10);
        assertThat(presses.pressToScreen()).isEmpty();
    }

    private String press(String counter) {
        String trace = newTrace();
        presses.export(span(trace, START, START.plusMillis(1), "queue message", Map.of("group", counter + "#0")));
        return trace;
    }

    private void push(String trace, int millis) {
        presses.export(span(trace, START, START.plusMillis(millis), "push total", Map.of("counter", "likes")));
    }

    private String newTrace() {
        return String.format(Locale.ROOT, "1-5759e988-%024x", traces++);
    }

    private static SpanData span(
            String trace, Instant start, Instant end, String operation, Map<String, String> attributes) {
        Map<String, String> all = new HashMap<>(attributes);
        all.put(Tracer.OPERATION, operation);
        return new SpanData(new TraceContext(trace, "53995c3f42cd8ad8"), "", "press", start, end, all);
    }
}
