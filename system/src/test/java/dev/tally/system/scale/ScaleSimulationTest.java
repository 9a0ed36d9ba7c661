package dev.tally.system.scale;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import dev.tally.localstack.quota.Quota;
import dev.tally.localstack.spec.ProjectRoot;
import dev.tally.system.scale.ScaleCase.Limits;
import dev.tally.system.scale.ScaleCase.Load;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ScaleSimulationTest {

    private static final Path ROOT = ProjectRoot.above(Path.of(""));
    private static final ScaleCase SMALL = of(new Load(1, 1, 10, 300, 1));

    @Test
    void run_sameSeed_hasTheSameResult() {
        assertThat(ScaleSimulation.run(SMALL, 1, ROOT)).isEqualTo(ScaleSimulation.run(SMALL, 1, ROOT));
        assertThat(ScaleSimulation.run(SMALL, 1, ROOT)).isNotEqualTo(ScaleSimulation.run(SMALL, 2, ROOT));
    }

    @Test
    void broken_promiseThatDoesNotHold_isItsText() {
        ScaleCase promising = SMALL.promising("counts", result -> result.counted() > 0)
                .promising("flies", result -> result.counted() > 400);
        assertThat(ScaleSimulation.run(promising, 1, ROOT).broken()).containsExactly("flies");
    }

    @Test
    void run_belowTheCapacityOfTwoShards_countsEveryClick() {
        ScaleResult result = ScaleSimulation.run(SMALL, 1, ROOT);
        assertThat(result.lost()).isZero();
        assertThat(result.rejectedShare()).isZero();
        assertThat(result.counted()).isCloseTo(300, withinPercentage(5));
        assertThat(result.lag().p95()).isLessThan(1);
    }

    /** A click of a separate counter writes its shard, its total and its history. */
    @Test
    void run_coldCounters_useThreeWriteUnitsForAClick() {
        ScaleResult result = ScaleSimulation.run(of(new Load(1_000_000, 0, 0, 1_000, 1)), 1, ROOT);
        assertThat(result.writeUnits() / result.counted()).isCloseTo(3, withinPercentage(1));
    }

    @Test
    void run_aboveTheRequestsOfTheApi_acceptsItsQuotaOnly() {
        ScaleCase raised =
                of(new Load(1_000_000, 0, 0, 5_000, 1)).with(Limits.DEFAULT.raised(Quota.REQUESTS_PER_SECOND, 1_000));
        ScaleResult result = ScaleSimulation.run(raised, 1, ROOT);
        assertThat(result.counted()).isCloseTo(1_000, withinPercentage(2));
        assertThat(result.rejected(Press.Rejection.REQUESTS)).isBetween(0.78, 0.82);
        assertThat(result.binding().quota()).isEqualTo(Quota.REQUESTS_PER_SECOND);
    }

    @Test
    void run_clicksThatAreCoalesced_areOneMessage() {
        ScaleResult alone = ScaleSimulation.run(of(new Load(1_000_000, 0, 0, 1_000, 1)), 1, ROOT);
        ScaleResult coalesced = ScaleSimulation.run(of(new Load(1_000_000, 0, 0, 10_000, 10)), 1, ROOT);
        assertThat(coalesced.counted()).isEqualTo(alone.counted() * 10);
        assertThat(coalesced.dollarsPerHour()).isEqualTo(alone.dollarsPerHour());
    }

    private static ScaleCase of(Load load) {
        return ScaleCase.of("test", load, Duration.ofSeconds(10), Duration.ofSeconds(20));
    }
}
