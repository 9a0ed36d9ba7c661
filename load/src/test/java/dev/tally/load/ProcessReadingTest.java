package dev.tally.load;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ProcessReadingTest {

    @Test
    void residentBytes_status_isItsResidentSetSize() {
        assertThat(ProcessReading.residentBytes("Name:\tjava\nVmPeak:\t  900 kB\nVmRSS:\t  12345 kB\nThreads:\t9\n"))
                .isEqualTo(12345 * 1024);
    }

    @Test
    void residentBytes_processThatHasEnded_isNone() {
        assertThat(ProcessReading.residentBytes("Name:\tjava\nState:\tZ (zombie)\n"))
                .isZero();
    }

    @Test
    void functionName_environment_isTheNameOfTheFunction() {
        assertThat(ProcessReading.functionName("TZ=:UTC\0AWS_LAMBDA_FUNCTION_NAME=press\0HOME=/\0"))
                .contains("press");
        assertThat(ProcessReading.functionName("HOME=/\0")).isEmpty();
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
