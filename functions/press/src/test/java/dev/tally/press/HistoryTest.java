package dev.tally.press;

import static dev.tally.counter.Fixtures.EPOCH;
import static dev.tally.counter.Fixtures.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tally.counter.CounterId;
import dev.tally.counter.Minutes;
import dev.tally.press.ApiClient.Answer;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class HistoryTest {

    private static final String HISTORY = "/v1/counters/likes/history";
    private static final Duration READ_CACHE = Duration.ofMillis(250);
    private static final long MINUTE = Minutes.of(NOW);

    @Inject
    ApiClient api;

    @Inject
    FakeTable table;

    @Inject
    FakeTicker ticker;

    @BeforeEach
    void reset() {
        table.reset();
    }

    @Test
    void get_minutes_areSummedInWindowsOldestFirst() {
        record("likes", 1, Map.of(MINUTE, 1L, MINUTE - 1, 10L, MINUTE - 5, -100L, MINUTE - 6, 1000L, MINUTE - 11, 9L));
        JsonNode json =
                api.get(HISTORY + "?resolution=5m&from=2026-11-22T09:50:00Z").json();
        assertThat(json.get("counter").asText()).isEqualTo("likes");
        assertThat(json.get("resolution").asText()).isEqualTo("5m");
        assertThat(json.get("windows").findValuesAsText("start"))
                .containsExactly("2026-11-22T09:50:00Z", "2026-11-22T09:55:00Z", "2026-11-22T10:00:00Z");
        assertThat(json.get("windows").findValuesAsText("sum")).containsExactly("1000", "-90", "1");
    }

    @Test
    void get_lastWindow_isWhole() {
        record("likes", 1, Map.of(MINUTE + 9, 7L, MINUTE + 10, 9L));
        JsonNode windows = api.get(HISTORY + "?resolution=10m").json().get("windows");
        assertThat(windows.get(59).get("sum").asLong()).isEqualTo(7);
    }

    @Test
    void get_neverClicked_60EmptyWindows() {
        JsonNode windows = api.get(HISTORY).json().get("windows");
        assertThat(windows.findValuesAsText("sum")).hasSize(60).containsOnly("0");
        assertThat(windows.get(59).get("start").asText()).isEqualTo("2026-11-22T10:00:00Z");
    }

    @Test
    void get_emptyParameters_countAsNone() {
        assertThat(api.get(HISTORY + "?resolution=&from=&to=").json())
                .isEqualTo(api.get(HISTORY).json());
    }

    @Test
    void get_lateClick_changesItsWindowAndTheETag() {
        record("likes", 1, Map.of(MINUTE - 12, 1L));
        Answer before = api.get(HISTORY);
        String tag = String.valueOf(before.header("ETag"));
        assertThat(api.get(HISTORY, "If-None-Match", tag).status()).isEqualTo(304);
        assertThat(before.header("Cache-Control")).isEqualTo("no-cache");
        record("likes", 2, Map.of(MINUTE - 12, 5L));
        ticker.pass(READ_CACHE);
        Answer after = api.get(HISTORY, "If-None-Match", tag);
        assertThat(after.status()).isEqualTo(200);
        assertThat(after.json().get("windows").get(47).get("sum").asLong()).isEqualTo(5);
    }

    /** Before, each read of a hot counter's history took units of one partition key. */
    @Test
    void get_repeated_isReadAgainAfter250Milliseconds() {
        record("busy", 1, Map.of(MINUTE, 1L));
        assertThat(sumOfLastMinute("busy")).isEqualTo(1);
        record("busy", 2, Map.of(MINUTE, 2L));
        ticker.pass(READ_CACHE.minusNanos(1));
        assertThat(sumOfLastMinute("busy")).isEqualTo(1);
        ticker.pass(Duration.ofNanos(1));
        assertThat(sumOfLastMinute("busy")).isEqualTo(2);
    }

    @Test
    void get_otherMinutesOrCounter_areReadOnTheirOwn() {
        record("likes", 1, Map.of(MINUTE, 1L, MINUTE - 20, 5L));
        record("dislikes", 1, Map.of(MINUTE, 3L));
        assertThat(sumOfLastMinute("likes")).isEqualTo(1);
        assertThat(sumOfLastMinute("dislikes")).isEqualTo(3);
        JsonNode earlier = api.get(HISTORY + "?from=2026-11-22T09:40:00Z&to=2026-11-22T09:40:00Z")
                .json();
        assertThat(earlier.get("windows").findValuesAsText("sum")).containsExactly("5");
    }

    @Test
    void get_countersNamedAsPartsOfPaths_haveHistories() {
        for (String counter : new String[] {"history", "counter", "clicks"}) {
            record(counter, 1, Map.of(MINUTE, 3L));
            JsonNode json = api.get("/v1/counters/" + counter + "/history").json();
            assertThat(json.get("counter").asText()).isEqualTo(counter);
            assertThat(json.get("windows").get(59).get("sum").asLong()).isEqualTo(3);
        }
    }

    @Test
    void get_1000Windows_areAnswered() {
        JsonNode windows = api.get(HISTORY + "?resolution=10m&from=2026-11-15T11:30:00Z")
                .json()
                .get("windows");
        assertThat(windows).hasSize(1000);
    }

    private long sumOfLastMinute(String counter) {
        JsonNode windows =
                api.get("/v1/counters/" + counter + "/history").json().get("windows");
        return windows.get(59).get("sum").asLong();
    }

    private void record(String counter, long version, Map<Long, Long> sums) {
        table.record(new CounterId(counter), new Minutes(new TreeMap<>(sums)), EPOCH, version, NOW);
    }
}
