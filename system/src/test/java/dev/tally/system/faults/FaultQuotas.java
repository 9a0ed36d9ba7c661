package dev.tally.system.faults;

import dev.tally.localstack.quota.QuotaFile;
import dev.tally.localstack.spec.ProjectRoot;
import dev.tally.system.kit.TestOptions;
import dev.tally.system.kit.TestStack;
import java.nio.file.Path;

/** The switch that runs the fault suite under AWS's quotas: {@code -Dfaults.quotas=aws -Dfaults.quotas.scale=0.1}. */
final class FaultQuotas {

    private static final boolean ON = System.getProperty("faults.quotas", "").equals("aws");
    private static final double SCALE = Double.parseDouble(System.getProperty("faults.quotas.scale", "0.02"));

    private FaultQuotas() {}

    static TestOptions applyTo(TestOptions options) {
        return ON ? options.withQuotas(QuotaFile.load(ProjectRoot.above(Path.of(""))), SCALE) : options;
    }

    /** Prints the reached quotas of a region. */
    static void report(TestStack stack) {
        stack.stack()
                .quotas()
                .ifPresent(meter -> System.out.println("faults: quotas of "
                        + stack.stack().cloud().region() + " at scale " + SCALE + ": " + meter.report()));
    }
}
