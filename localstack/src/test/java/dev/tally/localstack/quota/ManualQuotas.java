package dev.tally.localstack.quota;

import dev.tally.localstack.spec.ProjectRoot;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/** The quotas of {@code infra/quotas.yaml} on a clock that the test advances. */
public final class ManualQuotas {

    /** The start is below 0, because {@link System#nanoTime} may be. */
    private final AtomicLong nanos = new AtomicLong(-5);

    private volatile double cpu;

    public static QuotaFile file() {
        return QuotaFile.load(ProjectRoot.above(Path.of("")));
    }

    public Quotas scaledBy(double scale) {
        return of(file(), scale);
    }

    public Quotas of(QuotaFile file, double scale) {
        return new Quotas(file, scale, () -> cpu, nanos::get);
    }

    public void advance(Duration time) {
        nanos.addAndGet(time.toNanos());
    }

    void cpu(double load) {
        cpu = load;
    }
}
