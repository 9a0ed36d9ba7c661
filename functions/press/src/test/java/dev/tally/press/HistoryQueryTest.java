package dev.tally.press;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tally.counter.Minutes;
import dev.tally.counter.Resolution;
import dev.tally.press.http.ProblemException;
import dev.tally.press.http.ProblemType;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HistoryQueryTest {

    private static final Instant NOW = Instant.parse("2026-11-22T10:07:30Z");

    @Test
    void parse_noParameters_theLast60Minutes() {
        assertThat(parse(null, null, null))
                .isEqualTo(query(Resolution.ONE_MINUTE, "2026-11-22T09:08:00Z", "2026-11-22T10:07:00Z"));
    }

    @ParameterizedTest
    @CsvSource({
        "1m, 2026-11-22T09:08:00Z, 2026-11-22T10:07:00Z",
        "5m, 2026-11-22T05:10:00Z, 2026-11-22T10:05:00Z",
        "10m, 2026-11-22T00:10:00Z, 2026-11-22T10:00:00Z",
    })
    void parse_resolutionAlone_60WindowsAlignedToTheEpoch(String label, String first, String last) {
        HistoryQuery query = parse(label, null, null);
        assertThat(query).isEqualTo(query(Resolution.ofLabel(label).orElseThrow(), first, last));
    }

    @ParameterizedTest
    @CsvSource({
        "2026-11-22T09:59:59.999Z, 2026-11-22T10:04:59Z, 2026-11-22T09:55:00Z, 2026-11-22T10:00:00Z",
        "2026-11-22T10:00:00Z, 2026-11-22T10:05:00Z, 2026-11-22T10:00:00Z, 2026-11-22T10:05:00Z",
        "2026-11-22T10:01:00Z, 2026-11-22T10:01:00Z, 2026-11-22T10:00:00Z, 2026-11-22T10:00:00Z",
        "2026-11-22T11:00:00+01:00, 2026-11-23T10:07:30Z, 2026-11-22T10:00:00Z, 2026-11-23T10:05:00Z",
    })
    void parse_range_theWindowsThatStartInIt(String from, String to, String first, String last) {
        assertThat(parse("5m", from, to)).isEqualTo(query(Resolution.FIVE_MINUTES, first, last));
    }

    @Test
    void lastMinute_isTheEndOfTheLastWindow() {
        HistoryQuery query = query(Resolution.TEN_MINUTES, "2026-11-22T10:00:00Z", "2026-11-22T10:10:00Z");
        assertThat(query.lastMinute()).isEqualTo(minute("2026-11-22T10:19:00Z"));
    }

    @Test
    void parse_endInTheFirstMinutesOfTheEpoch_startsWithTheEpoch() {
        assertThat(parse(null, null, "1970-01-01T00:01:59Z")).isEqualTo(new HistoryQuery(Resolution.ONE_MINUTE, 0, 1));
    }

    @Test
    void parse_1000Windows_areTheMaximum() {
        String to = "2026-11-22T10:00:00Z";
        assertThat(parse("1m", "2026-11-21T17:21:00Z", to).last()).isEqualTo(minute(to));
        assertInvalid("1m", "2026-11-21T17:20:59Z", to, "from", "1001 windows of 1m: request at most 1000");
        assertInvalid("10m", "1970-01-01T00:00:00Z", null, "from", " windows of 10m: request at most 1000");
    }

    @ParameterizedTest
    @ValueSource(strings = {"2m", "", "1M", "60s", "ONE_MINUTE", "1"})
    void parse_unknownResolution_namesTheThree(String resolution) {
        assertInvalid(resolution, null, null, "resolution", "1m, 5m, 10m");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "now", "1795341630", "2026-11-22", "2026-11-22T10:00:00", "2026-13-01T00:00:00Z"})
    void parse_noInstant_givesAnExample(String text) {
        assertInvalid(null, text, null, "from", "from must be an instant of ISO 8601, such as 2026-11-22T10:00:00Z");
        assertInvalid(null, null, text, "to", "to must be an instant of ISO 8601, such as 2026-11-22T10:00:00Z");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0001-01-01T00:00:00Z",
                "1969-12-31T23:59:59Z",
                "2026-11-23T10:07:31Z",
                "9999-12-31T23:59:59Z",
                "-1000000000-01-01T00:00:00Z",
                "+1000000000-12-31T23:59:59.999999999Z",
            })
    void parse_instantOutOfBounds_namesTheBounds(String text) {
        assertInvalid(null, text, null, "from", "between 1970-01-01T00:00:00Z and a day ahead");
        assertInvalid(null, null, text, "to", "between 1970-01-01T00:00:00Z and a day ahead");
    }

    @Test
    void parse_fromAfterTo_namesTo() {
        assertInvalid(
                null, "2026-11-22T10:00:02Z", "2026-11-22T10:00:01Z", "from", "to, which is 2026-11-22T10:00:01Z");
        assertInvalid(null, "2026-11-22T10:07:31Z", null, "from", "to, which is " + NOW);
    }

    private static HistoryQuery parse(@Nullable String resolution, @Nullable String from, @Nullable String to) {
        return HistoryQuery.parse(resolution, from, to, NOW);
    }

    private static HistoryQuery query(Resolution resolution, String first, String last) {
        return new HistoryQuery(resolution, minute(first), minute(last));
    }

    private static long minute(String instant) {
        return Minutes.of(Instant.parse(instant));
    }

    private static void assertInvalid(
            @Nullable String resolution, @Nullable String from, @Nullable String to, String field, String detail) {
        assertThatThrownBy(() -> parse(resolution, from, to))
                .isInstanceOfSatisfying(ProblemException.class, rejected -> {
                    assertThat(rejected.problem().type()).isEqualTo(ProblemType.INVALID_QUERY.uri());
                    assertThat(rejected.problem().field()).isEqualTo(field);
                    assertThat(rejected.problem().detail()).contains(detail);
                });
    }
}
