package dev.tally.localstack.quota;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.Map;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/** The quotas of one account and region, scaled, with their meter. */
public final class Quotas {

    private static final Logger LOG = Logger.getLogger(Quotas.class);

    private final QuotaFile file;
    private final double scale;
    private final LongSupplier nanos;
    private final QuotaMeter meter;

    /**
     * @param scale the factor of every quota, above 0
     * @param cpu returns the load of the machine since its previous call, from 0 to 1
     * @param nanos a clock that only grows
     */
    public Quotas(QuotaFile file, double scale, DoubleSupplier cpu, LongSupplier nanos) {
        if (!(scale > 0)) {
            throw new IllegalArgumentException("TALLY_QUOTAS_SCALE must be above 0, not " + scale);
        }
        this.file = file;
        this.scale = scale;
        this.nanos = nanos;
        this.meter = new QuotaMeter(cpu, nanos);
    }

    /** Returns quotas with the clock and the load of this machine. */
    public static Quotas of(QuotaFile file, double scale) {
        LOG.infof("quotas.on scale=%s", scale);
        OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
        return new Quotas(file, scale, system::getCpuLoad, System::nanoTime);
    }

    public QuotaMeter meter() {
        return meter;
    }

    /** Returns a full bucket of a quota that is a number per second. */
    public Rate rate(Quota quota) {
        QuotaFile.Entry entry = file.of(quota);
        double burst = entry.burst() == null ? entry.value() : entry.burst();
        return new Rate(entry.value() * scale, burst * scale, nanos);
    }

    /** Returns a full bucket of a quota for each key. */
    public KeyedRates rates(Quota quota) {
        return new KeyedRates(() -> rate(quota));
    }

    /** Returns a quota that is a number, at least 1. */
    public int count(Quota quota) {
        return scaled(file.of(quota).value(), 1);
    }

    /** Returns the concurrency of a queue source that may have a number of concurrent batches on AWS. */
    public int sourceConcurrency(int maximum) {
        return Math.min(
                maximum, scaled(maximum, (int) file.of(Quota.SOURCE_CONCURRENCY).value()));
    }

    /** Returns the reserved executions by function. */
    public Map<String, Integer> reservedConcurrency() {
        return file.reservedConcurrency().entrySet().stream()
                .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, one -> scaled(one.getValue(), 1)));
    }

    private int scaled(double value, int least) {
        return (int) Math.max(least, Math.round(value * scale));
    }
}
