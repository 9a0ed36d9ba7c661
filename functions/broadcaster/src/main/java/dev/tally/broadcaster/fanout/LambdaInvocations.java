package dev.tally.broadcaster.fanout;

import dev.tally.broadcaster.lambda.SelfInvocation;
import dev.tally.counter.ConnectionId;
import dev.tally.counter.CounterId;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** The adapter that makes pushes in further invocations of {@code fanout}. */
@Singleton
class LambdaInvocations implements Invocations {

    private final SelfInvocation self;

    LambdaInvocations(SelfInvocation self) {
        this.self = self;
    }

    @Override
    public CompletableFuture<?> push(Bucket bucket) {
        return self.call(InvocationEvents.of(bucket));
    }

    @Override
    public void pushLate(CounterId counter, List<ConnectionId> viewers) {
        self.send(InvocationEvents.late(counter, viewers));
    }
}
