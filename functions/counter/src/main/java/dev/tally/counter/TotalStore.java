package dev.tally.counter;

import dev.tally.runtime.trace.TraceContext;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A store of totals. Every call throws {@link StoreUnavailableException} if the store does not answer in time. A store
 * with eventually consistent reads may return the state before the last writes.
 */
public interface TotalStore {

    /**
     * The difference between the clocks of two callers that {@link #touchOnceIn} allows for. A touch that is due sooner
     * may already be under way, so it does not count as one that is still to come.
     */
    Duration CLOCK_DIFFERENCE = Duration.ofSeconds(1);

    /** Returns the counter's published total as of now, or zero if it has none. */
    Published find(CounterId counter);

    /** Returns the published total of each counter as of now, or zero for a counter that has none. */
    default Map<CounterId, Published> findAll(Set<CounterId> counters) {
        return counters.stream().collect(Collectors.toMap(counter -> counter, this::find));
    }

    /**
     * Publishes a total in place of the one that the caller compared it with.
     *
     * @param total of a counter that was clicked
     * @param seen the total that the caller last saw; zero if it saw none
     * @param trace the trace that goes with the total to the function that pushes it
     * @return empty if it is published; otherwise the published total, because that is not the one seen
     */
    Optional<Total> publish(Total total, Total seen, Optional<TraceContext> trace);

    /** Publishes a total without a trace in place of any other one. */
    default void publish(Total total) {
        publish(total, find(total.counter()).total(), Optional.empty());
    }

    /** Requests a push of the published total, because viewers came or went. Has no effect if there is no total. */
    void touch(CounterId counter);

    /**
     * Touches a total, at most once in a pause. Within the pause it schedules one touch for the pause's end.
     *
     * @return the time at which the caller must touch the total; empty if it is touched, if another caller will touch it
     *     after this call, or if there is no total
     */
    Optional<Instant> touchOnceIn(Duration pause, CounterId counter, Instant now);
    /** Publishes the number of viewers of the last push, and the mode, if the counter has a total. */
    void setViewers(CounterId counter, int viewers, LiveMode live);
}
