package dev.tally.broadcaster.connections;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/** A fake that keeps the events of the requested subscriptions. */
public final class FakeDeferredSubscriptions implements DeferredSubscriptions {

    public final List<JsonNode> events = new ArrayList<>();

    @Override
    public synchronized void request(SubscriptionEvent event) {
        events.add(event.toJson());
    }
}
