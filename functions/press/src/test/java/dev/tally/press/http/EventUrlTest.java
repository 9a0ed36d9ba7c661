package dev.tally.press.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EventUrlTest {

    @ParameterizedTest
    @CsvSource({
        "/v1/counters/a.b_c~d-e/clicks, /v1/counters/a.b_c~d-e/clicks",
        "/a b, /a%20b",
        "/a?b#c, /a%3Fb%23c",
        "/%70ress, /%2570ress",
        "/a;b, /a%3Bb",
        "/ä€, /%C3%A4%E2%82%AC",
        "'/\u0001', /%01",
        ",",
    })
    void path_decoded_isEncodedForAUrl(String decoded, String encoded) {
        assertThat(EventUrl.path(decoded)).isEqualTo(encoded);
    }

    @ParameterizedTest
    @CsvSource({
        "ids=a%20b&x=%zz, ids=a%20b&x=%zz",
        "ids=a b, ids=a%20b",
        "'x={a|b}^`[\\];\"<>#', x=%7Ba%7Cb%7D%5E%60%5B%5C%5D%3B%22%3C%3E%23",
        "ids=é, ids=%C3%A9"
    })
    void query_encoded_isUnchanged(String query, String encoded) {
        assertThat(EventUrl.query(query)).isEqualTo(encoded);
    }
}
