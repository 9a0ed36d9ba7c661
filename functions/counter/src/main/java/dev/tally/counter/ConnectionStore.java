package dev.tally.counter;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/**
 * A store of the open connections and their subscriptions. Every call throws {@link StoreUnavailableException} if the
 * store does not answer in time.
 */
public interface ConnectionStore {

    /** The time from which a connection cannot be open any more: API Gateway closes a connection after 2 hours. */
    Duration LIFETIME = Duration.ofMinutes(130);

    /** The most counters that one connection can be subscribed to. */
    int MAX_SUBSCRIPTIONS = 50;

    /** The result of a subscription. */
    sealed interface Subscription {

        /**
         * The connection is a viewer of all the counters.
         *
         * @param added the counters that it was not a viewer of before
         */
        record Subscribed(Set<CounterId> added) implements Subscription {}

        /** No change, because the connection would have more than {@value #MAX_SUBSCRIPTIONS} subscriptions. */
        record TooMany() implements Subscription {}

        /** No change, because no such connection is open. */
        record NoConnection() implements Subscription {}
    }

    /** Records a connection until it is closed or older than a connection can be. */
    void open(ConnectionId connection, Instant now);

    /** Returns whether a connection was opened and not closed since. */
    boolean has(ConnectionId connection);

    /**
     * Makes a connection a viewer of all these counters or of none of them.
     *
     * @param counters at least one
     */
    Subscription subscribe(ConnectionId connection, Set<CounterId> counters, Instant now);

    /**
     * Ends subscriptions of a connection.
     *
     * @param counters at least one
     * @return those of these counters that it was subscribed to
     */
    Set<CounterId> unsubscribe(ConnectionId connection, Set<CounterId> counters);

    /**
     * Removes a connection and its subscriptions.
     *
     * @param known counters that it is a viewer of, in case the store no longer has the connection
     * @return all counters that it was a viewer of
     */
    Set<CounterId> close(ConnectionId connection, Set<CounterId> known);

    /** Returns the connections that are viewers of a counter, in no order. */
    default List<ConnectionId> viewers(CounterId counter, Instant now) {
        return viewers(counter, ViewerRange.ALL, now);
    }

    /** Returns the viewers of a counter in a range, in no order. */
    List<ConnectionId> viewers(CounterId counter, ViewerRange range, Instant now);
}
