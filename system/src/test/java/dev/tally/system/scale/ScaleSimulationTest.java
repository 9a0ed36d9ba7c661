package dev.tally.system.scale;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import dev.tally.localstack.quota.Quota;
import dev.tally.system.scale.ScaleCase.Limits;
import dev.tally.system.scale.ScaleCase.Load;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ScaleSimulationTest {

    private static final ScaleCase SMALL = of(new Load(1, 1, 10, 300, 1));

    @Test
    void run_sameSeed_hasTheSameResult() {
        assertThat(ScaleSimulation.run(SMALL, 1)).isEqualTo(ScaleSimulation.run(SMALL, 1));
        assertThat(ScaleSimulation.run(SMALL, 1)).isNotEqualTo(ScaleSimulation.run(SMALL, 2));
    }

    @Test
    void broken_promiseThatDoesNotHold_isItsText() {
        ScaleCase promising = SMALL.promising("counts", result -> result.counted() > 0)
                .promising("flies", result -> result.counted() > 400);
        assertThat(ScaleSimulation.run(promising, 1).broken()).containsExactly("flies");
    }

    @Test
    void run_belowTheCapacityOfTwoShards_countsEveryClick() {
        ScaleResult result = ScaleSimulation.run(SMALL, 1);
        assertThat(result.lost()).isZero();
        assertThat(result.rejectedShare()).isZero();
        assertThat(result.counted()).isCloseTo(300, withinPercentage(5));
        assertThat(result.lag().p95()).isLessThan(1);
    }

    /** SQS throttles the clicks of two shards, so that neither lags. */
    @Test
    void run_batchesFasterThanTheCallsOfAGroup_getsMoreShards() {
        ScaleCase fast = ScaleCase.of(
                        "test", new Load(1, 1, 10, 1_000, 1), Duration.ofMinutes(3), Duration.ofSeconds(20))
                .with(Limits.DEFAULT.withBatches(Duration.ofMillis(25)));
        ScaleResult result = ScaleSimulation.run(fast, 1);
        assertThat(result.shards()).isEqualTo(4);
        assertThat(result.rejectedShare()).isZero();
        assertThat(result.counted()).isCloseTo(1_000, withinPercentage(2));
    }

    /** A click of a separate counter writes its shard, its total and its history. */
    @Test
    void run_coldCounters_useThreeWriteUnitsForAClick() {
        ScaleResult result = ScaleSimulation.run(of(new Load(1_000_000, 0, 0, 1_000, 1)), 1);
        assertThat(result.writeUnits() / result.counted()).isCloseTo(3, withinPercentage(1));
    }

    @Test
    void run_aboveTheRequestsOfTheApi_acceptsItsQuotaOnly() {
        ScaleCase raised =
                of(new Load(1_000_000, 0, 0, 5_000, 1)).with(Limits.DEFAULT.raised(Quota.REQUESTS_PER_SECOND, 1_000));
        ScaleResult result = ScaleSimulation.run(raised, 1);
        assertThat(result.counted()).isCloseTo(1_000, withinPercentage(2));
        assertThat(result.rejected(Press.Rejection.REQUESTS)).isBetween(0.78, 0.82);
        assertThat(result.binding().quota()).isEqualTo(Quota.REQUESTS_PER_SECOND);
    }

    @Test
    void run_clicksThatAreCoalesced_areOneMessage() {
        ScaleResult alone = ScaleSimulation.run(of(new Load(1_000_000, 0, 0, 1_000, 1)), 1);
        ScaleResult coalesced = ScaleSimulation.run(of(new Load(1_000_000, 0, 0, 10_000, 10)), 1);
        assertThat(coalesced.counted()).isEqualTo(alone.counted() * 10);
        assertThat(coalesced.dollarsPerHour()).isEqualTo(alone.dollarsPerHour());
    }

    /** 5,000 pushes/s reach each of 10,000 viewers every 2 s. */
    @Test
    void run_manyViewers_usesThePushBudget() {
        ScaleResult result = ScaleSimulation.run(of(new Load(1, 1, 10_000, 100, 1)), 1);
        assertThat(result.pushes()).isBetween(4_500.0, 5_050.0);
        assertThat(result.screen().p50()).isBetween(1.0, 2.0);
        assertThat(result.screen().p95()).isLessThan(3.5);
        assertThat(result.polls()).isZero();
    }

    /** 40 times the push budget. Before, the records waited longer each second. */
    @Test
    void run_morePushesThanTheBudget_keepsTheLagOfTheTotals() {
        ScaleCase overload =
                ScaleCase.of("test", new Load(200, 200, 1_000, 200, 1), Duration.ofMinutes(3), Duration.ofMinutes(3));
        ScaleResult result = ScaleSimulation.run(overload, 1);
        assertThat(result.pushes()).isBetween(4_500.0, 5_050.0);
        assertThat(result.behind()).isLessThan(60);
    }

    /** 80,000 pages without a connection poll every 2 s, and the caches ask the API about once a second. */
    @Test
    void run_crowd_pollsThroughTheCaches() {
        ScaleResult result = ScaleSimulation.run(of(new Load(1, 1, 100_000, 100, 1)), 1);
        assertThat(result.polls()).isCloseTo(40_000, withinPercentage(2));
        assertThat(result.originRequests()).isBetween(0.8, 1.1);
        assertThat(result.screen().p95()).isLessThan(7);
    }

    private static ScaleCase of(Load load) {
        return ScaleCase.of("test", load, Duration.ofSeconds(10), Duration.ofSeconds(20));
    }
}
