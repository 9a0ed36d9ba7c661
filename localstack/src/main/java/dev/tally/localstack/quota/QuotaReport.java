package dev.tally.localstack.quota;

import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The reached quotas of a run.
 *
 * @param reached number of times by quota, without the quotas that were never reached
 * @param cpu mean load of all processors of the machine, from 0 to 1
 */
public record QuotaReport(Map<Quota, Long> reached, double cpu) {

    /** Above this load the machine is the limit rather than a quota. */
    private static final double BUSY = 0.7;

    /** Returns whether a comparison may use the run: a quota was its limit, and not the machine. */
    public boolean isComparable(Quota limit) {
        return reached.containsKey(limit) && isMachineFree();
    }

    /** Returns whether the machine was not the limit of the run. */
    public boolean isMachineFree() {
        return cpu < BUSY;
    }

    @Override
    public String toString() {
        String quotas = reached.entrySet().stream()
                .map(one -> " " + one.getKey() + "=" + one.getValue())
                .collect(Collectors.joining());
        return String.format(Locale.ROOT, "cpu=%.2f%s", cpu, quotas);
    }
}
