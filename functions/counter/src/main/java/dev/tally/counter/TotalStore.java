package dev.tally.counter;

import dev.tally.runtime.trace.TraceContext;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Where totals are published. Every call throws {@link StoreUnavailableException} if the store does not answer in time. */
public interface TotalStore {

    /** What is published of a counter, as of now; zero if nothing is. */
    Published find(CounterId counter);

    /** What is published of each of several counters, as of now; zero where nothing is. */
    default Map<CounterId, Published> findAll(Set<CounterId> counters) {
        return counters.stream().collect(Collectors.toMap(counter -> counter, this::find));
    }

    /**
     * Publishes a total unless one with a higher version is, or the same that was read at another time: what is published
     * changes only when there is something new to tell.
     *
     * @param total of a counter that was clicked
     * @param trace goes with the total to those who tell its viewers
     * @return whether what is published has changed
     */
    boolean publish(Total total, Optional<TraceContext> trace);

    /** Publishes a total that nobody traces. */
    default boolean publish(Total total) {
        return publish(total, Optional.empty());
    }

    /** Asks for a push of what is published, because viewers came or went. */
    void touch(CounterId counter);

    /** Publishes how many viewers the last push had. */
    void setViewers(CounterId counter, int viewers);
}
