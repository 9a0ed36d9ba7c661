package dev.tally.broadcaster;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tally.counter.ConnectionId;
import dev.tally.counter.CounterId;
import java.util.ArrayList;
import java.util.List;

/** Remembers the events of the invocations that were asked for. */
final class FakeInvocations implements Invocations {

    final List<JsonNode> events = new ArrayList<>();

    @Override
    public synchronized void push(Bucket bucket) {
        events.add(InvocationEvents.of(bucket));
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
