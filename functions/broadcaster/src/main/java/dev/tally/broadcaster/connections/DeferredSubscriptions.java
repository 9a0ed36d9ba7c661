package dev.tally.broadcaster.connections;

/** Subscriptions that a client requests while it connects, before API Gateway can push to it. */
interface DeferredSubscriptions {

    /** Subscribes a connection in a later invocation, which Lambda retries if it fails. */
    void request(SubscriptionEvent event);
}
