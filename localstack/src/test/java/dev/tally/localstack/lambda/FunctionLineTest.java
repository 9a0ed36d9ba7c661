package dev.tally.localstack.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import org.jboss.logging.Logger.Level;
import org.junit.jupiter.api.Test;

class FunctionLineTest {

    @Test
    void in_lineWithTimeAndLevel_hasTheLevelAndNoTime() {
        assertThat(FunctionLine.in("2026-11-29T15:31:58.825Z WARN CountClicks message.rejected reason=\"x\""))
                .containsExactly(new FunctionLine(Level.WARN, "CountClicks message.rejected reason=\"x\""));
    }

    @Test
    void in_lineAfterAnUnterminatedOne_isTwoLines() {
        assertThat(FunctionLine.in("Starting 16 threads.2026-11-29T15:31:58.825Z ERROR CountClicks write.failed"))
                .containsExactly(
                        new FunctionLine(Level.INFO, "Starting 16 threads."),
                        new FunctionLine(Level.ERROR, "CountClicks write.failed"));
    }

    @Test
    void in_lineThatQuotesAnother_isOneLine() {
        String quoted = "A x=\"2026-11-29T15:31:58.825Z INFO B y\"";

        assertThat(FunctionLine.in("2026-11-29T15:31:58.826Z INFO " + quoted))
                .containsExactly(new FunctionLine(Level.INFO, quoted));
    }

    @Test
    void in_jsonLine_isUnchangedAndHasItsLevel() {
        String line = "{\"time\":\"2026-11-29T15:31:58.825Z\",\"level\":\"ERROR\",\"event\":\"write.failed\"}";

        assertThat(FunctionLine.in(line)).containsExactly(new FunctionLine(Level.ERROR, line));
    }

    @Test
    void in_otherOutput_isAtInfo() {
        for (String line : new String[] {"", "\tat dev.tally.Counter.count(Counter.java:1)", "{\"level\":\"ERROR\"}"}) {
            assertThat(FunctionLine.in(line)).containsExactly(new FunctionLine(Level.INFO, line));
        }
    }
}
