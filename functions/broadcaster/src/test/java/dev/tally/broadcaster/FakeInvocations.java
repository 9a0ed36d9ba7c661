package dev.tally.broadcaster;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tally.counter.ConnectionId;
import dev.tally.counter.CounterId;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Remembers the events of the invocations that were asked for. */
final class FakeInvocations implements Invocations {

    final List<JsonNode> events = new ArrayList<>();
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

    @Override
    public synchronized void welcome(ConnectionId connection, String counters) {
        events.add(InvocationEvents.welcome(connection, counters));
    }
}
