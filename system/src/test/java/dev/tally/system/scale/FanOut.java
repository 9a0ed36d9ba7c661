package dev.tally.system.scale;

import dev.tally.counter.SlicePlanner;
import dev.tally.counter.StreamLag;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** The function {@code fanout}: it pushes the latest totals to their viewers, to slices side by side. */
final class FanOut implements StreamSource.Handler {

    /** docs/limits.md, "Viewers". */
    private static final double BYTES_PER_VIEWER = 100;

    private static final double BYTES_PER_READ_UNIT = 4096;

    private static final double READ_UNITS_OF_TOTAL = 0.5;

    private final VirtualTime time;
    private final Chance chance;
    private final CounterTable table;
    private final Usage usage;
    private final Level executions;
    private final SlicePlanner planner;
    private final Supplier<Pushes> environments;
    private final Deque<Pushes> idle = new ArrayDeque<>();
    private final List<Pushes> all = new ArrayList<>();
    private final Map<SimulatedCounter, Long> publishedAt = new HashMap<>();

    /** @param environments creates the pushes of another environment */
    FanOut(
            VirtualTime time,
            Chance chance,
            CounterTable table,
            Usage usage,
            Level executions,
            SlicePlanner planner,
            Supplier<Pushes> environments) {
        this.time = time;
        this.chance = chance;
        this.table = table;
        this.usage = usage;
        this.executions = executions;
        this.planner = planner;
        this.environments = environments;
    }

    void published(SimulatedCounter counter) {
        publishedAt.put(counter, time.now());
    }

    /** Returns the pushes that had no turn before the end of their fan-out, or no request. */
    long missed() {
        return all.stream().mapToLong(Pushes::missed).sum();
    }

    @Override
    public void handle(Map<SimulatedCounter, StreamSource.Records> batch, Runnable done) {
        usage.invocations("fanout", 1);
        executions.add(1);
        long wait = 0;
        List<PushedPart> together = new ArrayList<>();
        List<PushedPart> apart = new ArrayList<>();
        for (Map.Entry<SimulatedCounter, StreamSource.Records> entry : batch.entrySet()) {
            SimulatedCounter counter = entry.getKey();
            if (!isLeft(counter, entry.getValue())) {
                int parts = planner.slices(counter.pushed().viewers());
                wait = Math.max(
                        wait, read(counter, counter.distinct(entry.getValue().number()), parts));
                (parts > 1 ? apart : together).addAll(parts(counter, parts));
            }
        }
        Deque<PushedPart> slices = new ArrayDeque<>(chance.shuffled(apart));
        long deadline = time.now() + Timing.FANOUT_DEADLINE;
        int workers = Math.min(planner.maximum(), slices.size());
        Countdown all = new Countdown(workers + 1, () -> {
            executions.add(-1);
            done.run();
        });
        time.after(Timing.FANOUT + wait, () -> {
            push(together, deadline, all::finish);
            for (int worker = 0; worker < workers; worker++) {
                pushSlices(slices, deadline, all::finish);
            }
        });
    }

    /** Returns whether a total is left to a later record, as the broadcaster's FanOut decides. */
    private boolean isLeft(SimulatedCounter counter, StreamSource.Records records) {
        Duration age = Duration.of(time.now() - records.latest(), ChronoUnit.MICROS);
        if (counter.isMany() || StreamLag.isFresh(age)) {
            return false;
        }
        table.read("read total", null, READ_UNITS_OF_TOTAL);
        boolean isSuperseded = publishedAt.getOrDefault(counter, 0L) > records.latest();
        return isSuperseded && chance.fraction() >= StreamLag.chance(age);
    }

    /** Reads the viewers. Each slice reads its own again. */
    private long read(SimulatedCounter counter, double totals, int parts) {
        double units = Math.max(1, Math.ceil(counter.pushed().viewers() * BYTES_PER_VIEWER / BYTES_PER_READ_UNIT));
        return table.read("read viewers", null, totals * units * (parts > 1 ? 2 : 1));
    }

    private List<PushedPart> parts(SimulatedCounter counter, int slices) {
        Audience audience = counter.pushed();
        List<PushedPart> parts = new ArrayList<>();
        for (int slice = 0; slice < slices && audience.viewers() > 0; slice++) {
            parts.add(new PushedPart(
                    share(audience.viewers(), slice, slices),
                    audience.screens()
                            .subList(
                                    slice * audience.screens().size() / slices,
                                    (slice + 1) * audience.screens().size() / slices),
                    publishedAt.getOrDefault(counter, 0L),
                    chance));
        }
        return parts;
    }

    private static int share(int all, int index, int parts) {
        return (index + 1) * all / parts - index * all / parts;
    }

    /** Pushes slice after slice, each in a separate invocation, until none is left. */
    private void pushSlices(Deque<PushedPart> slices, long deadline, Runnable done) {
        PushedPart slice = slices.poll();
        if (slice == null) {
            done.run();
            return;
        }
        usage.invocations("fanout", 1);
        executions.add(1);
        push(List.of(slice), deadline, () -> {
            executions.add(-1);
            pushSlices(slices, deadline, done);
        });
    }

    private void push(Collection<PushedPart> parts, long deadline, Runnable done) {
        Pushes pushes = idle.isEmpty() ? environment() : idle.pop();
        pushes.push(List.copyOf(parts), deadline, () -> {
            idle.push(pushes);
            done.run();
        });
    }

    private Pushes environment() {
        Pushes environment = environments.get();
        all.add(environment);
        return environment;
    }

    /** An action after a number of others. */
    private static final class Countdown {

        private final Runnable action;
        private int left;

        Countdown(int left, Runnable action) {
            this.left = left;
            this.action = action;
        }

        void finish() {
            left--;
            if (left == 0) {
                action.run();
            }
        }
    }
}
