package dev.tally.load;

import dev.tally.load.ScenarioResult.Goal;
import dev.tally.load.ScenarioResult.Memory;
import dev.tally.load.ScenarioResult.Usage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The CPU time and memory of a stack's processes, from the first click to the last. */
final class Observation {

    private static final double MEGABYTE = 1_000_000;
    private static final double LIVE_GROWTH = 1.1;
    private static final double SECONDS_PER_HOUR = 3600;

    /** The readings of all processes at one time. */
    private record Moment(long nanos, List<ProcessReading> processes, Duration own) {}

    private final ProcessHandle stack;
    private final boolean withMemory;
    private final Path histograms;
    private final List<Moment> moments = new CopyOnWriteArrayList<>();
    private Map<Long, Long> liveFrom = Map.of();

    /**
     * @param withMemory whether to measure live objects at both ends, which stops every process for a moment
     * @param histograms the directory of the class histograms of both ends
     */
    Observation(ProcessHandle stack, boolean withMemory, Path histograms) {
        this.stack = stack;
        this.withMemory = withMemory;
        this.histograms = histograms;
    }

    /** Records the state before the first click. */
    void begin() {
        liveFrom = liveObjects("begin");
        sample();
    }

    /** Records one more reading. Call it at intervals, and after the last click. */
    void sample() {
        moments.add(new Moment(
                System.nanoTime(),
                ProcessReading.of(stack),
                ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO)));
    }

    Usage usage() {
        Moment first = moments.get(0);
        Moment last = moments.get(moments.size() - 1);
        double nanos = Math.max(1, last.nanos() - first.nanos());
        Predicate<ProcessReading> function = ProcessReading::isFunction;
        return new Usage(
                cpuNanos(first, last, function.negate()) / nanos,
                cpuNanos(first, last, function) / nanos,
                last.own().minus(first.own()).toNanos() / nanos,
                megabytes(last, function.negate()),
                megabytes(last, function));
    }

    /** Returns the memory of each process that lives at the end. Call it after all clicks are counted. */
    List<Memory> memory() {
        if (!withMemory) {
            return List.of();
        }
        Map<Long, Long> liveTo = liveObjects("end");
        List<Memory> memory = new ArrayList<>();
        for (ProcessReading process : moments.get(moments.size() - 1).processes()) {
            List<double[]> line = residentBytes(process.pid());
            memory.add(new Memory(
                    process.name(),
                    line.get(0)[1] / MEGABYTE,
                    line.get(line.size() - 1)[1] / MEGABYTE,
                    slope(line) * SECONDS_PER_HOUR / MEGABYTE,
                    live(liveFrom, process),
                    live(liveTo, process)));
        }
        return memory;
    }

    /** Returns the goal that no function's live objects grow. The stack's do, because it holds queue and tables. */
    static Goal flat(List<Memory> memory) {
        List<Memory> functions = memory.stream()
                .filter(process -> !process.process().equals(ProcessReading.STACK))
                .toList();
        return new Goal(
                "flat memory", !functions.isEmpty() && functions.stream().allMatch(Observation::isFlat), false);
    }

    /** Returns the slope of the least-squares line through points. */
    static double slope(List<double[]> points) {
        double meanX = points.stream().mapToDouble(point -> point[0]).average().orElse(0);
        double meanY = points.stream().mapToDouble(point -> point[1]).average().orElse(0);
        double numerator = 0;
        double denominator = 0;
        for (double[] point : points) {
            numerator += (point[0] - meanX) * (point[1] - meanY);
            denominator += (point[0] - meanX) * (point[0] - meanX);
        }
        return denominator == 0 ? 0 : numerator / denominator;
    }

    private static boolean isFlat(Memory process) {
        return process.liveFrom() != null
                && process.liveTo() != null
                && process.liveTo() <= process.liveFrom() * LIVE_GROWTH;
    }

    private List<double[]> residentBytes(long pid) {
        List<double[]> points = new ArrayList<>();
        for (Moment moment : moments) {
            moment.processes().stream()
                    .filter(process -> process.pid() == pid)
                    .forEach(process -> points.add(new double[] {moment.nanos() / 1e9, process.residentBytes()}));
        }
        return points;
    }

    private Map<Long, Long> liveObjects(String when) {
        Map<Long, Long> live = new HashMap<>();
        if (withMemory) {
            for (ProcessReading process : ProcessReading.of(stack)) {
                LiveObjects.histogram(process.pid()).ifPresent(histogram -> {
                    LiveObjects.bytes(histogram).ifPresent(bytes -> live.put(process.pid(), bytes));
                    keep(process.name() + "-" + process.pid() + "-" + when + ".txt", histogram);
                });
            }
        }
        return live;
    }

    private void keep(String file, String histogram) {
        try {
            Files.writeString(Files.createDirectories(histograms).resolve(file), histogram);
        } catch (IOException unwritten) {
            throw new UncheckedIOException(unwritten);
        }
    }

    private static @Nullable Double live(Map<Long, Long> live, ProcessReading process) {
        Long bytes = live.get(process.pid());
        return bytes == null ? null : bytes / MEGABYTE;
    }

    /** Returns the CPU time between two moments. A process that started in between counts in full. */
    private static double cpuNanos(Moment first, Moment last, Predicate<ProcessReading> chosen) {
        Map<Long, Duration> before = new HashMap<>();
        first.processes().forEach(process -> before.put(process.pid(), process.cpu()));
        return last.processes().stream()
                .filter(chosen)
                .mapToLong(process -> process.cpu()
                        .minus(before.getOrDefault(process.pid(), Duration.ZERO))
                        .toNanos())
                .sum();
    }

    private static long megabytes(Moment moment, Predicate<ProcessReading> chosen) {
        return Math.round(moment.processes().stream()
                        .filter(chosen)
                        .mapToLong(ProcessReading::residentBytes)
                        .sum()
                / MEGABYTE);
    }
}
