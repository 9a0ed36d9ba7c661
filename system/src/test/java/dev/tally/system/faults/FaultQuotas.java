package dev.tally.system.faults;

import dev.tally.localstack.quota.QuotaFile;
import dev.tally.localstack.spec.ProjectRoot;
import dev.tally.system.kit.TestOptions;
import dev.tally.system.kit.TestStack;
import java.nio.file.Path;

/**
 * The quotas of the fault suite. {@code -Dfaults.quotas=aws -Dfaults.quotas.scale=0.1} scales them so that they bind;
 * otherwise only faults use them up.
 */
final class FaultQuotas {

    private static final double SCALE = System.getProperty("faults.quotas", "").equals("aws")
            ? Double.parseDouble(System.getProperty("faults.quotas.scale", "0.02"))
            : 1;

    private FaultQuotas() {}

    static TestOptions applyTo(TestOptions options) {
        return options.withQuotas(QuotaFile.load(ProjectRoot.above(Path.of(""))), SCALE);
    }

    /** Prints the reached quotas of a region. */
    static void report(TestStack stack) {
        stack.stack()
                .quotas()
                .ifPresent(meter -> System.out.println("faults: quotas of "
                        + stack.stack().cloud().region() + " at scale " + SCALE + ": " + meter.report()));
    }
}
