package dev.tally.localstack.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tally.runtime.trace.TraceContext;
import java.time.Instant;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TraceSamplerTest {

    private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");

    private final TraceSampler sampler = new TraceSampler();

    @Test
    void header_firstOfASecond_isRecorded() {
        for (int second = 0; second < 10; second++) {
            assertThat(TraceContext.recorded(sampler.header(NOW.plusSeconds(second))))
                    .isPresent();
        }
    }

    @Test
    void header_manyInOneSecond_recordsSomeOfThem() {
        long recorded = IntStream.range(0, 2000)
                .filter(any -> TraceContext.recorded(sampler.header(NOW)).isPresent())
                .count();
        // 5 % of 2,000 is 100, plus or minus five times the standard deviation of 10.
        assertThat(recorded).isBetween(50L, 150L);
    }
}
