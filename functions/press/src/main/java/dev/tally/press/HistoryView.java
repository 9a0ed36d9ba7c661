package dev.tally.press;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.tally.counter.CounterId;
import dev.tally.counter.Resolution;
import java.util.List;

/**
 * A counter's history in an answer.
 *
 * @param windows oldest first, including windows without clicks
 */
record HistoryView(
        @JsonProperty("counter") String counter,
        @JsonProperty("resolution") String resolution,
        @JsonProperty("windows") List<Window> windows) {

    /**
     * A tumbling window.
     *
     * @param start in ISO 8601
     */
    record Window(@JsonProperty("start") String start, @JsonProperty("sum") long sum) {

        static Window of(Resolution.Window window) {
            return new Window(window.start().toString(), window.sum());
        }
    }

    static HistoryView of(CounterId counter, Resolution resolution, List<Resolution.Window> windows) {
        return new HistoryView(
                counter.value(),
                resolution.label(),
                windows.stream().map(Window::of).toList());
    }
}
