package dev.tally.press.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WaitPreferenceTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "wait=2 | 2",
                "wait=5 | 5",
                "wait=6 | 5",
                "wait=99999999999999999999 | 5",
                "wait=007 | 5",
                "wait=002 | 2",
                "WAIT = 3 | 3",
                "wait=\"2\" | 2",
                "respond-async, wait=1 | 1",
                "foo=\"a, wait=9\", wait=1;bar=2 | 1",
                "wait=1, wait=4 | 1",
            })
    void of_wellFormed_isTheWait(String header, int seconds) {
        assertThat(WaitPreference.of(header)).contains(Duration.ofSeconds(seconds));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "wait",
                "wait=",
                "wait=0",
                "wait=-1",
                "wait=1.5",
                "wait=x",
                "wait=1s",
                "waits=1",
                "return=minimal",
                "foo=\"wait=1\"",
                "wait=x, wait=2",
                "\"",
                ",;="
            })
    void of_malformedOrAnother_isNone(String header) {
        assertThat(WaitPreference.of(header)).isEmpty();
    }

    @Test
    void of_noHeader_isNone() {
        assertThat(WaitPreference.of(null)).isEmpty();
    }
}
