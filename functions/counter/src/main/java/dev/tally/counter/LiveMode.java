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
 * @param interval the time between two polls of a page
 */
public record LiveMode(int millionths, Instant since, int viewers, Duration interval) {

    /** The number of millionths with which every page switches. */
    public static final int ALL = 1_000_000;

    /** The shortest time between two polls of a page. */
    public static final Duration SHORTEST_INTERVAL = Duration.ofSeconds(2);

    /** The mode of a counter with few viewers. */
    public static final LiveMode PUSH = new LiveMode(ALL, Instant.EPOCH, 0);

    /** The time without a decision after which the probability doubles. */
    static final Duration IDLE = Duration.ofMinutes(1);

    /** Creates a mode with the shortest interval. */
    public LiveMode(int millionths, Instant since, int viewers) {
        this(millionths, since, viewers, SHORTEST_INTERVAL);
    }

    /**
     * Returns the probability at a later time, in millionths. It doubles with each minute without a decision. A counter
     * without clicks and new viewers causes no decision, and its pages must still return to pushes.
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

    LiveMode withInterval(Duration other) {
        return new LiveMode(millionths, since, viewers, other);
    }
}
