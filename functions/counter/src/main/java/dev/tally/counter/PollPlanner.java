package dev.tally.counter;

import java.time.Duration;
import java.time.Instant;

/**
 * The planner of a counter's {@link LiveMode}. Above a number of viewers a counter is in poll mode. Below {@value
 * #RETURN_PERCENT} % of it, pages that poll return to pushes, at most about 100 a second.
 */
public final class PollPlanner {

    // A cache answers most polls, so the server cannot count the pages that poll. It counts the viewers that come, and
    // steers the probability by them. The start suits a million pages that poll every 2 s: 100 of them connect a
    // second. Two answers of a cache and a push of presence lie between a probability and its viewers, about 8 s. A
    // step is longer, so a decision sees the result of the last one. A step sees some seconds of the earlier
    // probability, and the rate of chance varies: the tests allow 130 a second. Viewers that leave meanwhile are not
    // seen, so as many more may come.

    /** The viewers of a counter in poll mode at which push returns, in percent of the limit. */
    static final int RETURN_PERCENT = 80;

    /** The probability at which push begins to return, in millionths. */
    static final int START = 200;

    /** The time between two changes of the probability. */
    static final Duration STEP = Duration.ofSeconds(10);

    /** The viewers per second below which the probability doubles. */
    static final int FEW = 50;

    /** The viewers per second above which the probability halves. */
    static final int MANY = 100;

    private static final int MAX = 1_000_000;

    private static final Duration LONGEST_INTERVAL = Duration.ofMinutes(1);

    /** The polls per second of the known viewers of a counter, below CloudFront's quota for a distribution. */
    private static final int POLLS_PER_SECOND = 200_000;

    private final int pushViewers;
    private final Duration pollInterval;

    /**
     * @param pushViewers the most viewers of a counter in push mode, 1 to 1,000,000
     * @param pollInterval the time between two polls of a page, 2 s to 1 minute; longer with more than 200,000 viewers
     *     per second of it
     * @throws IllegalArgumentException if a value is out of bounds; the message names the setting
     */
    public PollPlanner(int pushViewers, Duration pollInterval) {
        if (pushViewers < 1 || pushViewers > MAX) {
            throw new IllegalArgumentException("TALLY_PUSH_VIEWERS must be 1 to " + MAX + ", not " + pushViewers);
        }
        if (pollInterval.compareTo(LiveMode.SHORTEST_INTERVAL) < 0 || pollInterval.compareTo(LONGEST_INTERVAL) > 0) {
            throw new IllegalArgumentException("TALLY_POLL_INTERVAL must be "
                    + LiveMode.SHORTEST_INTERVAL.toSeconds() + " to " + LONGEST_INTERVAL.toSeconds()
                    + " seconds, such as 5s, not " + pollInterval);
        }
        this.pushViewers = pushViewers;
        this.pollInterval = pollInterval;
    }

    /**
     * Returns the mode of a counter.
     *
     * @param previous the mode as it is stored, {@link LiveMode#PUSH} if none is
     * @param viewers the number of connections subscribed to the counter
     * @return the previous mode itself if nothing changes
     */
    public LiveMode next(LiveMode previous, int viewers, Instant now) {
        LiveMode next = decide(previous, viewers, now);
        Duration interval = interval(viewers);
        return next.equals(LiveMode.PUSH) || next.interval().equals(interval) ? next : next.withInterval(interval);
    }

    private Duration interval(int viewers) {
        Duration spread = Duration.ofSeconds(viewers).dividedBy(POLLS_PER_SECOND);
        return spread.compareTo(pollInterval) > 0 ? spread : pollInterval;
    }

    private LiveMode decide(LiveMode previous, int viewers, Instant now) {
        if (viewers > pushViewers) {
            return previous.rejectsViewers() ? previous : new LiveMode(0, now, viewers);
        }
        if (previous.rejectsViewers()) {
            return viewers > (long) pushViewers * RETURN_PERCENT / 100 ? previous : new LiveMode(START, now, viewers);
        }
        return previous.polls(now) ? steer(previous, viewers, now) : LiveMode.PUSH;
    }

    private static LiveMode steer(LiveMode previous, int viewers, Instant now) {
        int millionths = previous.millionthsAt(now);
        long came = (long) viewers - previous.viewers();
        Duration elapsed = Duration.between(previous.since(), now);
        if (came > MANY * STEP.toSeconds() || isRate(came, elapsed, MANY)) {
            return new LiveMode(Math.max(1, millionths / 2), now, viewers);
        }
        if (elapsed.compareTo(STEP) < 0) {
            return previous;
        }
        if (isRate(came, elapsed, FEW)) {
            return new LiveMode(millionths, now, viewers);
        }
        return millionths * 2 < LiveMode.ALL ? new LiveMode(millionths * 2, now, viewers) : LiveMode.PUSH;
    }

    private static boolean isRate(long came, Duration elapsed, int perSecond) {
        return elapsed.compareTo(STEP) >= 0
                && came * 1000 >= elapsed.multipliedBy(perSecond).toMillis();
    }
}
