package dev.tally.counter;

import java.time.Duration;
import java.time.Instant;

/**
 * The way in which pages follow a counter: pushes over a WebSocket, or polls of a cached answer. {@link PollPlanner}
 * decides it.
 *
 * @param millionths the probability with which a page that polls switches to pushes at an answer, in millionths: 0 in
 *     poll mode, {@value #ALL} in push mode, between them while push returns
 * @param since the time of the decision
 * @param viewers the number of viewers at the decision
 */
public record LiveMode(int millionths, Instant since, int viewers) {

    /** The number of millionths with which every page switches. */
    public static final int ALL = 1_000_000;

    /** The mode of a counter with few viewers. */
    public static final LiveMode PUSH = new LiveMode(ALL, Instant.EPOCH, 0);

    /** The time without a decision after which the probability doubles. */
    static final Duration IDLE = Duration.ofMinutes(1);

    private static final Duration SHORTEST_INTERVAL = Duration.ofSeconds(2);

    /** The polls per second of all viewers of a counter, below CloudFront's quota for a distribution. */
    private static final int POLLS_PER_SECOND = 200_000;

    /**
     * Returns the probability at a later time, in millionths. It doubles with each minute without a decision, because a
     * counter without clicks and without new viewers causes none, and its pages must still return to pushes.
     */
    public int millionthsAt(Instant now) {
        long minutes = Math.max(0, Duration.between(since, now).dividedBy(IDLE));
        return (int) Math.min(ALL, (long) millionths << Math.min(minutes, 20));
    }

    /** Returns whether a page opens a socket only with a probability, and else polls. */
    public boolean polls(Instant now) {
        return millionthsAt(now) < ALL;
    }

    /** Returns whether no new viewer is accepted. */
    public boolean rejectsViewers() {
        return millionths == 0;
    }

    /** Returns the time between two polls of a page, for a counter with so many known viewers. */
    public static Duration interval(int viewers) {
        Duration spread = Duration.ofSeconds(viewers).dividedBy(POLLS_PER_SECOND);
        return spread.compareTo(SHORTEST_INTERVAL) > 0 ? spread : SHORTEST_INTERVAL;
    }
}
