package dev.tally.counter;

import java.time.Instant;
import java.util.List;
import java.util.Set;

/**
 * Which connections are open, and what each is a viewer of. Every call throws {@link StoreUnavailableException} if the
 * store does not answer in time.
 */
public interface ConnectionStore {

    /** How many counters one connection can be subscribed to. */
    int MAX_SUBSCRIPTIONS = 50;

    /** How a subscription ended. */
    sealed interface Subscription {

        /**
         * The connection is a viewer of all the counters.
         *
         * @param added those that it was no viewer of before
         */
        record Subscribed(Set<CounterId> added) implements Subscription {}

        /** Nothing changed: it would be subscribed to more than {@value #MAX_SUBSCRIPTIONS} counters. */
        record TooMany() implements Subscription {}

        /** Nothing changed: no such connection is open. */
        record NoConnection() implements Subscription {}
    }

    /** Remembers a connection, until it is closed or older than any connection gets. */
    void open(ConnectionId connection, Instant now);

    /**
     * Makes a connection a viewer of all these counters or of none of them.
     *
     * @param counters at least one
     */
    Subscription subscribe(ConnectionId connection, Set<CounterId> counters, Instant now);

    /** @param counters at least one */
    void unsubscribe(ConnectionId connection, Set<CounterId> counters);

    /**
     * Forgets a connection and that it is a viewer.
     *
     * @param known counters that it is a viewer of, in case the store knows the connection no more
     * @return all counters that it was a viewer of
     */
    Set<CounterId> close(ConnectionId connection, Set<CounterId> known);

    /** The connections that are viewers of a counter, in no order. */
    List<ConnectionId> viewers(CounterId counter, Instant now);
}
