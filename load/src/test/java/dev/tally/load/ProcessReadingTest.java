package dev.tally.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProcessReadingTest {

    @Test
    void read_functionsProcess_hasItsNameAndMemory() {
        String line = "  4711  12345 /usr/bin/java -Dx=y -cp /a:/b app.Client app.Handler::handleRequest press";

        assertThat(ProcessReading.read(line, 1, Map.of()))
                .contains(new ProcessReading("press", 4711, Duration.ZERO, 12345 * 1024));
    }

    @ParameterizedTest
    @ValueSource(strings = {"4712 900 cat", "4713 900 sh -c trap '' INT; kill -9 4711", "", "4714 0 [java] <defunct>"})
    void read_anotherProcess_isEmpty(String line) {
        assertThat(ProcessReading.read(line, 1, Map.of())).isEmpty();
    }

    @Test
    void of_thisProcess_readsIt() {
        assertThat(ProcessReading.of(ProcessHandle.current())).anySatisfy(reading -> {
            assertThat(reading.name()).isEqualTo(ProcessReading.STACK);
            assertThat(reading.isFunction()).isFalse();
            assertThat(reading.residentBytes()).isPositive();
        });
    }

    @Test
    void bytes_classHistogram_isItsTotal() {
        String histogram =
                """
                 num     #instances         #bytes  class name
                   1:          3000         240000  [B (java.base@17)
                Total          5000         412345
                """;
        assertThat(LiveObjects.bytes(histogram)).contains(412_345L);
        assertThat(LiveObjects.bytes("1: java.io.IOException: No such process\n"))
                .isEmpty();
    }
}
