package dev.tally.press;

import static dev.tally.counter.Fixtures.COUNTER;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.tally.counter.Fixtures;
import dev.tally.counter.LiveMode;
import dev.tally.counter.Minutes;
import dev.tally.counter.Published;
import dev.tally.counter.Total;
import dev.tally.press.CounterView.Windows;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class CounterViewTest {

    private static final Instant TEN = Instant.parse("2026-11-22T10:00:00Z");
    private static final long MINUTE = Minutes.of(TEN);

    @Test
    void windows_minuteBoundary_moveWithTheClock() {
        Map<Long, Long> sums = Map.of(MINUTE, 1L, MINUTE - 1, 10L, MINUTE - 5, 100L, MINUTE - 10, 1000L);
        assertThat(windows(sums, TEN.minusNanos(1))).isEqualTo(new Windows(11, 111, 1111));
        assertThat(windows(sums, TEN)).isEqualTo(new Windows(1, 11, 111));
        assertThat(windows(sums, TEN.plusSeconds(60))).isEqualTo(new Windows(0, 11, 111));
    }

    @Test
    void windows_noLaterClick_becomeEmpty() {
        assertThat(windows(Map.of(MINUTE, 4L), TEN.plusSeconds(9 * 60 + 59))).isEqualTo(new Windows(0, 0, 4));
        assertThat(windows(Map.of(MINUTE, 4L), TEN.plusSeconds(10 * 60))).isEqualTo(new Windows(0, 0, 0));
    }

    @Test
    void windows_lateClick_isInItsOwnMinute() {
        assertThat(windows(Map.of(MINUTE - 7, 3L), TEN)).isEqualTo(new Windows(0, 0, 3));
    }

    @Test
    void live_eachMode_isTheWire() throws JsonProcessingException {
        assertThat(live(LiveMode.PUSH, 7)).isEqualTo("{\"mode\":\"push\"}");
        assertThat(live(new LiveMode(0, TEN, 20_001), 20_001))
                .isEqualTo("{\"mode\":\"poll\",\"everyMilliseconds\":2000}");
        LiveMode returning = new LiveMode(4000, TEN.minusSeconds(61), 16_000, Duration.ofSeconds(3));
        assertThat(live(returning, 16_000))
                .isEqualTo("{\"mode\":\"push\",\"probability\":0.008,\"everyMilliseconds\":3000}");
    }

    @Test
    void viewersAtLeast_pagesMayPoll_isTrueElseAbsent() throws JsonProcessingException {
        assertThat(json(LiveMode.PUSH, 7).has("viewersAtLeast")).isFalse();
        for (int millionths : new int[] {0, 200}) {
            JsonNode json = json(new LiveMode(millionths, TEN, 7), 7);
            assertThat(json.get("viewersAtLeast").booleanValue()).isTrue();
        }
        assertThat(json(new LiveMode(200, TEN.minusSeconds(3600), 7), 7).has("viewersAtLeast"))
                .isFalse();
    }

    private static String live(LiveMode mode, int viewers) throws JsonProcessingException {
        return json(mode, viewers).get("live").toString();
    }

    private static JsonNode json(LiveMode mode, int viewers) throws JsonProcessingException {
        Total total = Fixtures.total(COUNTER, 0, 1, Minutes.NONE, TEN, TEN);
        JsonMapper json = new JsonMapper();
        return json.readTree(json.writeValueAsString(CounterView.of(new Published(total, viewers, 0, mode), TEN)));
    }

    private static Windows windows(Map<Long, Long> sums, Instant now) {
        Total total = Fixtures.total(COUNTER, 0, 1, new Minutes(new TreeMap<>(sums)), TEN, TEN);
        return CounterView.of(new Published(total, 0, 0), now).windows();
    }
}
