package dev.tally.broadcaster.connections;

import dev.tally.broadcaster.lambda.SelfInvocation;
import dev.tally.counter.ConnectionId;
import jakarta.inject.Singleton;

/** The adapter that makes subscriptions in further invocations of {@code connections}. */
@Singleton
class LambdaDeferredSubscriptions implements DeferredSubscriptions {

    private final SelfInvocation self;

    LambdaDeferredSubscriptions(SelfInvocation self) {
        this.self = self;
    }

    @Override
    public void request(ConnectionId connection, String counters) {
        self.send(new SubscriptionEvent(connection, counters).toJson());
    }
}
