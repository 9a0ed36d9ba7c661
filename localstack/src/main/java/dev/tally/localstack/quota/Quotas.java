package dev.tally.localstack.quota;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.Map;
import java.util.function.BiPredicate;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/** The quotas of one account and region, scaled, with their meter. */
public final class Quotas {

    private static final Logger LOG = Logger.getLogger(Quotas.class);
    private static final String ACCOUNT = "account";

    private final QuotaFile file;
    private final double scale;
    private final LongSupplier nanos;
    private final QuotaMeter meter;
    private volatile BiPredicate<Quota, String> usedUp = (quota, subject) -> false;

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

    /**
     * Uses up quotas as other work of the account would, in addition to their real use.
     *
     * @param rule returns whether a quota is used up for a subject, such as a table's partition key, which rejects the
     *     use
     */
    public void useUp(BiPredicate<Quota, String> rule) {
        usedUp = rule;
    }

    /** Returns whether the rule of {@link #useUp} uses up a quota for a subject, whose use must then be rejected. */
    public boolean isUsedUp(Quota quota, String subject) {
        return usedUp.test(quota, subject);
    }

    /** Returns a full bucket of a quota that is a number per second, for the whole account. */
    public Rate rate(Quota quota) {
        return rate(quota, ACCOUNT);
    }

    private Rate rate(Quota quota, String subject) {
        QuotaFile.Entry entry = file.of(quota);
        double burst = entry.burst() == null ? entry.value() : entry.burst();
        return new Rate(entry.value() * scale, burst * scale, nanos, () -> isUsedUp(quota, subject));
    }

    /** Returns a full bucket of a quota for each key. */
    public KeyedRates rates(Quota quota) {
        return new KeyedRates(key -> rate(quota, key));
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
