package dev.tally.system.bench;

import dev.tally.system.kit.LoadGenerator;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The benchmark of votes beside clicks, on one stack as {@code make run} starts it; {@code make bench OF=votes} prints
 * the table.
 */
class VoteBench {

    private static final Duration WARM_UP = Duration.ofSeconds(Integer.getInteger("bench.warm-up", 120));
    private static final Duration TIME = Duration.ofSeconds(Integer.getInteger("bench.seconds", 30));
    private static final int[] RATES = {200, 400, 600, 800, 1000};
    private static final int WARM_UP_RATE = 300;
    private static final int VOTERS = 5_000;

    private final Results results = new Results(
            "votes",
            "| rate asked | clicks/s accepted | counted | p95 ms | votes/s accepted | counted | p95 ms | votes per click |",
            "|---|---|---|---|---|---|---|---|");

    @TempDir
    private Path directory;

    /** The rates at which a run was accepted and counted. */
    private record Rates(double accepted, double counted, double p95) {}

    @Test
    void votesBesideClicks() throws Exception {
        try (RunningStack stack = new RunningStack(directory)) {
            stack.load().press("warm-up", WARM_UP_RATE, WARM_UP.dividedBy(2));
            stack.load().vote("like~warm-up", VOTERS, WARM_UP_RATE, WARM_UP.dividedBy(2));
            stack.awaitDrained();
            for (int rate : RATES) {
                Rates clicks = rates(stack, () -> stack.load().press("hot-" + rate, rate, TIME));
                Rates votes = rates(stack, () -> stack.load().vote("like~hot-" + rate, VOTERS, rate, TIME));
                results.line(
                        "| %d | %.0f | %.0f | %.1f | %.0f | %.0f | %.1f | %.2f |",
                        rate,
                        clicks.accepted(),
                        clicks.counted(),
                        clicks.p95(),
                        votes.accepted(),
                        votes.counted(),
                        votes.p95(),
                        votes.counted() / clicks.counted());
            }
        }
    }

    /** Runs a load, and waits until all of it is counted. */
    private static Rates rates(RunningStack stack, Supplier<LoadGenerator.Result> load) {
        long start = System.nanoTime();
        LoadGenerator.Result result = load.get();
        double accepted = result.accepted() / secondsSince(start);
        stack.awaitDrained();
        return new Rates(accepted, result.accepted() / secondsSince(start), result.percentileMillis(95));
    }

    private static double secondsSince(long startNanos) {
        return (System.nanoTime() - startNanos) / 1e9;
    }
}
