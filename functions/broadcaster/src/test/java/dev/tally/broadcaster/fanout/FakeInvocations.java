package dev.tally.broadcaster.fanout;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tally.counter.ConnectionId;
import dev.tally.counter.CounterId;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** A fake that keeps the events of the requested invocations. */
public final class FakeInvocations implements Invocations {

    public final List<JsonNode> events = new ArrayList<>();
    boolean failing;

    @Override
    public synchronized CompletableFuture<?> push(Bucket bucket) {
        events.add(InvocationEvents.of(bucket));
        return failing
                ? CompletableFuture.failedFuture(new IllegalStateException("throttled"))
                : CompletableFuture.completedFuture(null);
    }

    @Override
    public synchronized void pushLate(CounterId counter, List<ConnectionId> viewers) {
        events.add(InvocationEvents.late(counter, viewers));
    }
}
