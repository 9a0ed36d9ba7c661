package dev.tally.counter;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;

/**
 * The schedules of a region's hot counters, as one read returned them.
 *
 * @param readAt the time just before the read, by the reader's clock
 */
public record HotList(Map<CounterId, Schedule> schedules, Instant readAt) {

    /**
     * The time after the read up to which the list decides ids. A list that is younger than {@link
     * HotListReader#REFRESH} decides every id that {@link RetryWindow} accepts. So a client with a fast clock causes no
     * further read.
     */
    public static final Duration DECIDES = HotListReader.REFRESH.plus(RetryWindow.AHEAD);

    /** Returns whether each environment with such a list has the same number of shards for an id. */
    public boolean decides(ClickId id) {
        return !id.time().isAfter(readAt.plus(DECIDES));
    }

    /** Returns a counter's schedule, which has no entry if the counter is not in the list. */
    public Schedule of(CounterId counter) {
        return Objects.requireNonNullElse(schedules.get(counter), Schedule.NONE);
    }
}
