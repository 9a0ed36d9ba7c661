package dev.tally.system.scale;

import static dev.tally.system.scale.VirtualTime.MILLISECOND;
import static dev.tally.system.scale.VirtualTime.SECOND;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The pages that poll a counter through CloudFront with Origin Shield, which each keep an answer for a second. */
final class Polls {

    /** CloudFront keeps an answer for one second: docs/api.md. */
    private static final long KEPT = SECOND;

    /** Press may answer from an earlier read: TALLY_READ_CACHE. */
    private static final long READ_CACHE = 250 * MILLISECOND;

    /** From a request to its answer, between a page, an edge, Origin Shield and press: estimates. */
    private static final long WAY = 50 * MILLISECOND;

    /** The caches of CloudFront that ask Origin Shield: its edges and regional caches in this model. */
    private static final int EDGES = 50;

    /** The jitter of the interval, and the pause after a failure: web/client/src/polls.ts and values.ts. */
    private static final double JITTER = 0.25;

    private static final long BACKOFF_BASE = 250 * MILLISECOND;
    private static final long BACKOFF_CAP = 30 * SECOND;

    private final VirtualTime time;
    private final Chance chance;
    private final Usage usage;
    private final Meter requests;
    private final Audience audience;
    private final long interval;
    private final Cache shield;
    private final List<Cache> edges = new ArrayList<>();
    /** The pages by the number of their last polls that failed. */
    private final double[] pages = new double[8];

    private double accepted = 1;

    Polls(
            VirtualTime time,
            Chance chance,
            CounterTable table,
            Usage usage,
            Meter requests,
            Audience audience,
            Duration interval) {
        this.time = time;
        this.chance = chance;
        this.usage = usage;
        this.requests = requests;
        this.audience = audience;
        this.interval = interval.toMillis() * MILLISECOND;
        this.shield = new Cache(() -> {
            usage.requests(1);
            usage.originRequest();
            table.read("read total", null, 0.5);
            return time.now() - (long) (chance.fraction() * READ_CACHE);
        });
        for (int edge = 0; edge < EDGES; edge++) {
            edges.add(new Cache(() -> {
                usage.shieldRequest();
                return shield.asOf();
            }));
        }
    }

    /** A source of the time up to which an answer contains the totals. */
    private interface Origin {
        long fetch();
    }

    /** A cache of one answer. Requests at the same time share a fetch. */
    private final class Cache {

        private final Origin origin;
        private long asOf;
        private long until = -1;

        Cache(Origin origin) {
            this.origin = origin;
        }

        long asOf() {
            if (time.now() > until) {
                asOf = origin.fetch();
                until = time.now() + KEPT;
            }
            return asOf;
        }
    }

    void start() {
        if (audience.viewers() == 0) {
            return;
        }
        pages[0] = audience.viewers();
        time.every(0, Timing.TICK, this::poll);
        for (Screen screen : audience.screens()) {
            Cache edge = edges.get(chance.index(EDGES));
            time.after((long) (chance.fraction() * interval), () -> poll(screen, edge, 0));
        }
    }

    /** Adds the polls of all pages in a tick. Every edge has some. */
    private void poll() {
        double[] polls = new double[pages.length];
        for (int failures = 0; failures < pages.length; failures++) {
            polls[failures] = pages[failures] * Timing.TICK / (interval + longestBackoff(failures) / 2.0);
        }
        long asked = chance.poisson(Arrays.stream(polls).sum());
        long answered = requests.take(asked);
        usage.polls(answered);
        accepted = asked == 0 ? 1 : (double) answered / asked;
        for (int failures = 0; failures < pages.length; failures++) {
            double refused = polls[failures] * (1 - accepted);
            pages[failures] -= polls[failures];
            pages[Math.min(pages.length - 1, failures + 1)] += refused;
            pages[0] += polls[failures] - refused;
        }
        edges.forEach(Cache::asOf);
    }

    private void poll(Screen screen, Cache edge, int failures) {
        boolean isAnswered = chance.fraction() < accepted;
        if (isAnswered) {
            screen.show(edge.asOf() - WAY, time.now() + WAY);
        }
        int next = isAnswered ? 0 : Math.min(pages.length - 1, failures + 1);
        long wait = (long)
                (interval * (1 - JITTER + 2 * JITTER * chance.fraction()) + longestBackoff(next) * chance.fraction());
        time.after(wait, () -> poll(screen, edge, next));
    }

    /** Returns the longest pause after failures, which is random from 0 on. */
    private static long longestBackoff(int failures) {
        return failures == 0 ? 0 : Math.min(BACKOFF_CAP, BACKOFF_BASE << (failures - 1));
    }
}
