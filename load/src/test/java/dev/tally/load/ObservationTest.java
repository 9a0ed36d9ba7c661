package dev.tally.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.tally.load.ScenarioResult.Memory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ObservationTest {

    @Test
    void slope_pointsAroundALine_isTheSlopeOfTheLine() {
        assertThat(Observation.slope(List.of(point(0, 1), point(1, 3), point(2, 5))))
                .isCloseTo(2, within(1e-9));
        assertThat(Observation.slope(List.of(point(0, 5), point(1, 7), point(2, 5), point(3, 7))))
                .isCloseTo(0.4, within(1e-9));
        assertThat(Observation.slope(List.of(point(4, 5)))).isZero();
    }

    @Test
    void flat_functionsNeedNoMore_isMet() {
        assertThat(Observation.flat(List.of(memory("press", 20.0, 21.0), memory("stack", 100.0, 500.0)))
                        .met())
                .isTrue();
    }

    @Test
    void flat_functionNeedsMoreOrIsUnmeasured_isMissed() {
        assertThat(Observation.flat(List.of(memory("press", 20.0, 30.0), memory("rollup", 5.0, 5.0)))
                        .met())
                .isFalse();
        assertThat(Observation.flat(List.of(memory("press", 20.0, null))).met()).isFalse();
        assertThat(Observation.flat(List.of(memory("stack", 20.0, 20.0))).met()).isFalse();
    }

    @Test
    void usage_ofThisProcess_isItsUsageBetween() {
        Observation observation = new Observation(ProcessHandle.current(), false, Path.of("unused"));
        observation.begin();
        Duration before = cpu();
        while (cpu().minus(before).compareTo(Duration.ofMillis(50)) < 0) {
            Thread.onSpinWait();
        }
        observation.sample();
        assertThat(observation.usage().stackCores()).isPositive();
        assertThat(observation.usage().stackMegabytes()).isPositive();
        assertThat(observation.memory()).isEmpty();
    }

    private static Duration cpu() {
        return ProcessHandle.current().info().totalCpuDuration().orElseThrow();
    }

    private static double[] point(double x, double y) {
        return new double[] {x, y};
    }

    private static Memory memory(String process, @Nullable Double liveFrom, @Nullable Double liveTo) {
        return new Memory(process, 100, 100, 0, liveFrom, liveTo);
    }
}
