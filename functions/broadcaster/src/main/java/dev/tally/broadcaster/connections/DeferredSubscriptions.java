package dev.tally.broadcaster.connections;

import dev.tally.counter.ConnectionId;

/** Subscriptions that a client requests while it connects, before API Gateway can push to it. */
interface DeferredSubscriptions {

    /**
     * Subscribes a connection in a later invocation, which Lambda retries if it fails.
     *
     * @param counters as in {@code a,b,c}
     */
    void request(ConnectionId connection, String counters);
}
