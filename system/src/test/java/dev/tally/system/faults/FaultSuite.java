package dev.tally.system.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tally.runtime.progress.Progress;
import dev.tally.system.faults.Ledger.Answer;
import dev.tally.system.faults.Ledger.Kind;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The fault suite, and the proof that it detects broken rules. It runs the plans of many seeds
 * ({@code -Dfaults.seeds=100}), from {@code -Dfaults.first=51} on, or of one seed ({@code -Dfaults.seed=17}).
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FaultSuite {

    private static final int FIRST_SEED = Integer.getInteger("faults.first", 1);
    private static final int SEEDS = Integer.getInteger("faults.seeds", 10);
    private static final long ONLY_SEED = Long.getLong("faults.seed", 0);
    private static final int SEEDS_TO_DETECT_A_MUTATION = 6;

    private final TwoRegions regions = new TwoRegions();

    static LongStream seeds() {
        return ONLY_SEED == 0 ? LongStream.rangeClosed(FIRST_SEED, SEEDS) : LongStream.of(ONLY_SEED);
    }

    private static int steps() {
        return (int) seeds().count() + Mutation.values().length - 1;
    }

    @BeforeAll
    static void reportMissingLibrary() {
        if (!FunctionClocks.canBeSet()) {
            System.out.println("faults: SKIPPED: FUNCTION_CLOCK_JUMPS: libfaketime is not installed; "
                    + "install it: apt-get install faketime");
        }
    }

    @AfterAll
    void stop() {
        System.out.println("faults: injected: " + regions.counts());
        regions.close();
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void clicks_underFaults_areCountedOnce(long seed) {
        Progress.step(steps(), "seed " + seed);
        long started = System.nanoTime();
        Plan plan = Plan.of(seed);
        Ledger ledger = new FaultRun(regions, plan, Mutation.NONE, "seed-" + seed).run();
        System.out.printf(
                "faults: seed=%d accepted=%d unknown=%d rejected=%d votes=%d adjustments=%d resets=%d shards=%s seconds=%.1f%n",
                seed,
                ledger.size(entry -> entry.answer() == Answer.ACCEPTED),
                ledger.size(entry -> entry.answer() == Answer.UNKNOWN),
                ledger.size(entry -> entry.answer() == Answer.REJECTED),
                ledger.size(entry -> entry.kind().isVote() && entry.answer() == Answer.ACCEPTED),
                ledger.size(entry -> entry.kind() == Kind.ADJUSTMENT && entry.answer() == Answer.ACCEPTED),
                ledger.size(entry -> entry.kind() == Kind.RESET && entry.answer() == Answer.ACCEPTED),
                plan.shards(),
                (System.nanoTime() - started) / 1e9);
    }

    @ParameterizedTest
    @EnumSource(names = "NONE", mode = Mode.EXCLUDE)
    void rule_broken_isDetected(Mutation mutation) {
        Progress.step(steps(), "mutation " + mutation);
        for (long seed = 1; seed <= SEEDS_TO_DETECT_A_MUTATION; seed++) {
            Plan plan = Plan.of(seed);
            if (mutation == Mutation.SHARDS_AT_HANDLING && plan.shards().isEmpty()) {
                continue;
            }
            try {
                new FaultRun(regions, plan, mutation, mutation + "-" + seed).run();
            } catch (AssertionError detected) {
                assertThat(detected.getMessage()).containsPattern(mutation.evidence());
                System.out.printf("faults: mutation=%s detected by seed=%d%n", mutation, seed);
                return;
            }
        }
        throw new AssertionError(mutation + " was not detected by " + SEEDS_TO_DETECT_A_MUTATION + " seeds");
    }
}
