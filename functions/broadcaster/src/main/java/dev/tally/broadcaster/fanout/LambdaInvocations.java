package dev.tally.broadcaster.fanout;

import dev.tally.broadcaster.lambda.SelfInvocation;
import jakarta.inject.Singleton;
import java.util.concurrent.CompletableFuture;

/** The adapter that makes pushes in further invocations of {@code fanout}. */
@Singleton
class LambdaInvocations implements Invocations {

    private final SelfInvocation self;

    LambdaInvocations(SelfInvocation self) {
        this.self = self;
    }

    @Override
    public CompletableFuture<?> push(Slice slice) {
        return self.call(InvocationEvents.of(slice));
    }

    @Override
    public void pushLater(Unreached unreached) {
        self.send(InvocationEvents.of(unreached));
    }
}
