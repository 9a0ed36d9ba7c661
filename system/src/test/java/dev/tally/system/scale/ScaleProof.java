package dev.tally.system.scale;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tally.localstack.quota.Quota;
import dev.tally.runtime.progress.Progress;
import dev.tally.system.scale.ScaleCase.Limits;
import dev.tally.system.scale.ScaleCase.Load;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The cases of {@code make scale}, which prints their table. {@code -Dscale.seed=2} selects other random numbers. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ScaleProof {

    private static final Path RESULTS = Path.of("target", "bench", "scale.md");
    private static final long SEED = Long.getLong("scale.seed", 1);
    private static final Duration GROWTH = Duration.ofMinutes(15);
    private static final Duration LONG_GROWTH = Duration.ofMinutes(17);
    private static final Duration WARM_UP = Duration.ofMinutes(1);
    private static final Duration MEASURED = Duration.ofMinutes(5);
    private static final Duration SHORT = Duration.ofMinutes(2);

    private static final String FEW_AT_THE_ORIGIN = "limits.md: caches send fewer than 100 requests/s to the API";
    private static final String VIEWERS = "viewers of one counter";
    private static final String POLLS = "limits.md: pages that poll show a click after 7 s at most (p95)";

    private final ScaleReport report = new ScaleReport();

    static Stream<ScaleCase> cases() {
        return Stream.of(clicksOnOneCounter(), clicksOnManyCounters(), viewers())
                .flatMap(List::stream)
                .map(ScaleProof::withPromisesOfAll);
    }

    private static List<ScaleCase> clicksOnOneCounter() {
        Limits raised = Limits.DEFAULT
                .raised(Quota.REQUESTS_PER_SECOND, 120_000)
                .raised(Quota.CONCURRENT_EXECUTIONS, 10_000)
                .raised(Quota.WRITE_UNITS_PER_PARTITION_KEY, 12_000)
                .withShards(1000);
        String few = "operations.md: 1,000 clicks/s need no setting, and 4 shards after 2 minutes";
        String limited =
                "limits.md: press rejects so that a counter at its limit is busy, and no message waits for long";
        String settled = "operations.md: 10,000 clicks/s are counted after 11 minutes";
        return List.of(
                oneCounter("one counter", 1_000, 1, GROWTH, MEASURED)
                        .promising(few, result -> result.rejectedShare() < 0.01 && result.counted() > 990)
                        .promising(few, result -> result.shards() >= 4 && result.settled() < 180),
                oneCounter("one counter", 10_000, 1, GROWTH, MEASURED)
                        .promising(limited, ScaleProof::isBusyUpToTheApi)
                        .promising(settled, result -> result.settled() < 11 * 60),
                oneCounter("one counter", 100_000, 1, GROWTH, MEASURED)
                        .promising(limited, ScaleProof::isBusyUpToTheApi),
                oneCounter("one counter", 1_000_000, 1, GROWTH, MEASURED)
                        .promising(limited, ScaleProof::isBusyUpToTheApi),
                oneCounter("one counter, coalesced by ten", 100_000, 10, GROWTH, MEASURED)
                        .promising(limited, ScaleProof::isBusyUpToTheApi),
                oneCounter("one counter, coalesced by ten, quotas raised", 1_000_000, 10, LONG_GROWTH, SHORT)
                        .with(raised)
                        .promising(limited, result -> result.counted() > 0.95 * 1_000_000));
    }

    /** Returns whether a counter counts nearly as many messages as API Gateway lets through. */
    private static boolean isBusyUpToTheApi(ScaleResult result) {
        return result.counted() / result.of().load().coalesced() > 0.95 * 10_000
                && result.lag().p95() < 15;
    }

    private static List<ScaleCase> clicksOnManyCounters() {
        Limits raised = Limits.DEFAULT
                .raised(Quota.REQUESTS_PER_SECOND, 120_000)
                .raised(Quota.CONCURRENT_EXECUTIONS, 10_000)
                .raised(Quota.WRITE_UNITS_PER_TABLE, 400_000)
                .raised(Quota.READ_UNITS_PER_TABLE, 300_000)
                .withShards(1000);
        String cold = "limits.md: 13,000 clicks/s of cold counters fit into a table";
        return List.of(
                manyCounters("a million counters", 1_000, 1).promising(cold, result -> countsAll(result, 1_000)),
                manyCounters("a million counters", 10_000, 1).promising(cold, result -> countsAll(result, 9_900)),
                manyCounters("a million counters", 100_000, 1).promising(cold, result -> countsAll(result, 9_900)),
                manyCounters("a million counters", 1_000_000, 1).promising(cold, result -> countsAll(result, 9_900)),
                manyCounters("a million counters, coalesced by ten, quotas raised", 1_000_000, 10)
                        .with(raised)
                        .promising(cold, result -> countsAll(result, 1_000_000)));
    }

    private static boolean countsAll(ScaleResult result, double perSecond) {
        return result.counted() > 0.99 * perSecond && result.lag().p95() < 1;
    }

    private static List<ScaleCase> viewers() {
        return List.of(
                viewersOfOneCounter(VIEWERS, 1_000)
                        .promising(
                                "limits.md: 500 viewers get ten numbers a second",
                                result -> result.screen().p95() < 1),
                viewersOfOneCounter(VIEWERS, 10_000)
                        .promising(
                                "operations.md: 10,000 viewers get a number every 2 seconds",
                                result -> result.screen().p95() < 4),
                viewersOfOneCounter(VIEWERS, 100_000).promising(POLLS, ScaleProof::pollsInTime),
                viewersOfOneCounter(VIEWERS, 1_000_000)
                        .promising(FEW_AT_THE_ORIGIN, result -> result.originRequests() < 100),
                viewersOfOneCounter("viewers of one counter, polls every 5 s", 1_000_000)
                        .with(Limits.DEFAULT.polling(Duration.ofSeconds(5)))
                        .promising(POLLS, ScaleProof::pollsInTime),
                viewersOfOneCounter("viewers of one counter, quota raised", 1_000_000)
                        .with(Limits.DEFAULT.raised(Quota.VIEWER_REQUESTS_PER_SECOND, 600_000))
                        .promising(POLLS, ScaleProof::pollsInTime),
                ScaleCase.of("a thousand counters", new Load(1_000, 1_000, 1_000, 1_000, 1), WARM_UP, MEASURED)
                        .promising(
                                "limits.md: all counters share 5,000 pushes/s",
                                result -> result.pushes() > 4_500 && result.rejectedShare() == 0)
                        .promising(
                                "limits.md: under overload the stream of totals lags by at most two minutes",
                                result -> result.behind() < 120));
    }

    private static boolean pollsInTime(ScaleResult result) {
        return result.screen().p95() < 7 && result.originRequests() < 100;
    }

    private static ScaleCase withPromisesOfAll(ScaleCase scaleCase) {
        return scaleCase
                .promising("every accepted click is counted or waits", result -> result.lost() == 0)
                .promising(
                        "limits.md: up to 10,900 messages/s, no counter fills the examined messages",
                        result -> result.asked() * (1 - result.rejected(Press.Rejection.REQUESTS))
                                        > 10_900 * result.of().load().coalesced()
                                || result.mostWaiting() < 120_000)
                .promising(
                        "limits.md: TALLY_PUSHES_PER_SECOND limits all pushes",
                        result -> result.pushes() < 1.02 * 5_000);
    }

    private static ScaleCase oneCounter(
            String name, int clicksPerSecond, int coalesced, Duration growth, Duration measured) {
        return ScaleCase.of(name, new Load(1, 1, 10, clicksPerSecond, coalesced), growth, measured);
    }

    private static ScaleCase manyCounters(String name, int clicksPerSecond, int coalesced) {
        return ScaleCase.of(name, new Load(1_000_000, 1_000, 1, clicksPerSecond, coalesced), WARM_UP, SHORT);
    }

    private static ScaleCase viewersOfOneCounter(String name, int viewers) {
        return ScaleCase.of(name, new Load(1, 1, viewers, 100, 1), WARM_UP, MEASURED);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void case_everyPromise_holds(ScaleCase scaleCase) {
        Progress.step((int) cases().count(), scaleCase.name());
        ScaleResult result = ScaleSimulation.run(scaleCase, SEED);
        report.add(result);
        assertThat(result.broken()).as("broken promises").isEmpty();
    }

    @AfterAll
    void write() throws IOException {
        Files.createDirectories(RESULTS.getParent());
        Files.write(RESULTS, report.lines());
        report.lines().forEach(line -> System.out.println("scale: " + line));
    }
}
