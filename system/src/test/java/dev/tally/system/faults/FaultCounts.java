package dev.tally.system.faults;

import java.util.EnumMap;
import java.util.Map;
import java.util.stream.Collectors;

/** The number of faults of each kind. */
final class FaultCounts {

    private final Map<FaultKind, Integer> counts = new EnumMap<>(FaultKind.class);

    synchronized void count(FaultKind kind) {
        counts.merge(kind, 1, Integer::sum);
    }

    @Override
    public synchronized String toString() {
        return counts.entrySet().stream()
                .map(count -> count.getKey() + "=" + count.getValue())
                .collect(Collectors.joining(" "));
    }
}
