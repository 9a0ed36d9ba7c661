package dev.tally.system.scale;

import dev.tally.localstack.quota.Quota;
import dev.tally.localstack.quota.QuotaFile;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/** The quotas of a run, and their use by its resources. */
final class QuotaUse {

    /** The share of refused tokens from which a quota binds. */
    private static final double BINDS = 0.001;

    private final QuotaFile file;
    private final Map<Quota, Double> raised;
    private final VirtualTime time;
    private final List<Meter> meters = new ArrayList<>();
    private final List<Level> levels = new ArrayList<>();
    private long startedAt;

    /** @param raised the limits in place of those of the file */
    QuotaUse(QuotaFile file, Map<Quota, Double> raised, VirtualTime time) {
        this.file = file;
        this.raised = raised;
        this.time = time;
    }

    /** The most used quota. */
    record Binding(Quota quota, double share, boolean isReached) {

        @Override
        public String toString() {
            return String.format(Locale.ROOT, "%s%s, %.0f %%", isReached ? "" : "none; ", quota, share * 100);
        }
    }

    double limit(Quota quota) {
        return raised.getOrDefault(quota, entry(quota).value());
    }

    /** Returns a bucket for one resource. Its burst is AWS's, or the tokens of one second. */
    Meter meter(Quota quota) {
        Double burst = entry(quota).burst();
        double limit = limit(quota);
        Meter meter = new Meter(
                quota,
                limit,
                burst == null ? limit : burst * limit / entry(quota).value(),
                time);
        meters.add(meter);
        return meter;
    }

    Level level(Quota quota) {
        return level(quota, limit(quota));
    }

    /** Returns a level with a limit that the deployment sets. */
    Level level(Quota quota, double limit) {
        Level level = new Level(quota, limit, time);
        levels.add(level);
        return level;
    }

    /** Forgets all use, at the start of the measured time. */
    void restart() {
        startedAt = time.now();
        meters.forEach(Meter::restart);
        levels.forEach(Level::restart);
    }

    /** Returns the quota that refused most, or the most used one if none refused anything. */
    Binding binding() {
        long period = time.now() - startedAt;
        return Stream.concat(
                        meters.stream().map(meter -> new Use(meter.quota(), meter.share(period), meter.refusedShare())),
                        levels.stream()
                                .map(level -> new Use(level.quota(), level.share(period), level.reachedShare(period))))
                .max(Comparator.comparingDouble((Use use) -> use.refused() > BINDS ? use.refused() : 0)
                        .thenComparingDouble(Use::share))
                .map(use -> new Binding(use.quota(), use.share(), use.refused() > BINDS))
                .orElseThrow();
    }

    private record Use(Quota quota, double share, double refused) {}

    private QuotaFile.Entry entry(Quota quota) {
        return Objects.requireNonNull(file.quotas().get(quota.toString()), quota::toString);
    }
}
