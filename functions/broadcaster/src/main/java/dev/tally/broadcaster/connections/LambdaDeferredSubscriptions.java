package dev.tally.broadcaster.connections;

import dev.tally.broadcaster.lambda.SelfInvocation;
import jakarta.inject.Singleton;

/** The adapter that makes subscriptions in further invocations of {@code connections}. */
@Singleton
class LambdaDeferredSubscriptions implements DeferredSubscriptions {

    private final SelfInvocation self;

    LambdaDeferredSubscriptions(SelfInvocation self) {
        this.self = self;
    }

    @Override
    public void request(SubscriptionEvent event) {
        self.send(event.toJson());
    }
}
