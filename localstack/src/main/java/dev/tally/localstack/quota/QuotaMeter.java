package dev.tally.localstack.quota;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;
import org.jboss.logging.Logger;

/** The count of reached quotas since the start, or the last restart. */
public final class QuotaMeter {

    private static final Logger LOG = Logger.getLogger(QuotaMeter.class);
    private static final long LINE_NANOS = Duration.ofSeconds(1).toNanos();

    private final Map<Quota, LongAdder> reached = new ConcurrentHashMap<>();
    private final MachineLoad load;
    private final LongSupplier nanos;
    private final AtomicLong nextLine;

    /** @param cpu returns the load of the machine since its previous call */
    QuotaMeter(DoubleSupplier cpu, LongSupplier nanos) {
        this.load = new MachineLoad(cpu, nanos);
        this.nanos = nanos;
        this.nextLine = new AtomicLong(nanos.getAsLong());
    }

    /** Counts a reached quota, and logs the counts at most once a second. */
    public void reached(Quota quota, String subject) {
        reached.computeIfAbsent(quota, any -> new LongAdder()).increment();
        long now = nanos.getAsLong();
        long line = nextLine.get();
        if (now - line >= 0 && nextLine.compareAndSet(line, now + LINE_NANOS)) {
            LOG.infof("quotas.reached last=%s of=%s %s", quota, subject, report());
        }
    }

    public QuotaReport report() {
        Map<Quota, Long> counts = new EnumMap<>(Quota.class);
        reached.forEach((quota, count) -> counts.put(quota, count.sum()));
        return new QuotaReport(counts, load.mean());
    }

    /** Starts a new report. */
    public void restart() {
        reached.clear();
        load.restart();
    }
}
