package dev.tally.counter;

import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Connections in memory, under the rules of {@link ConnectionStore}, except that they never expire. */
public final class InMemoryConnectionStore implements ConnectionStore {

    private final Map<ConnectionId, Set<CounterId>> connections = new HashMap<>();

    @Override
    public synchronized void open(ConnectionId connection, Instant now) {
        connections.put(connection, new HashSet<>());
    }

    @Override
    public synchronized boolean has(ConnectionId connection) {
        return connections.containsKey(connection);
    }

    @Override
    public synchronized Subscription subscribe(ConnectionId connection, Set<CounterId> counters, Instant now) {
        Set<CounterId> subscribed = connections.get(connection);
        if (subscribed == null) {
            return new Subscription.NoConnection();
        }
        Set<CounterId> all = new HashSet<>(subscribed);
        all.addAll(counters);
        if (all.size() > MAX_SUBSCRIPTIONS) {
            return new Subscription.TooMany();
        }
        connections.put(connection, all);
        Set<CounterId> added = new HashSet<>(counters);
        added.removeAll(subscribed);
        return new Subscription.Subscribed(added);
    }

    @Override
    public synchronized Set<CounterId> unsubscribe(ConnectionId connection, Set<CounterId> counters) {
        Set<CounterId> subscribed = connections.getOrDefault(connection, new HashSet<>());
        Set<CounterId> removed = new HashSet<>(counters);
        removed.retainAll(subscribed);
        subscribed.removeAll(counters);
        return removed;
    }

    @Override
    public synchronized Set<CounterId> close(ConnectionId connection, Set<CounterId> known) {
        Set<CounterId> all = new HashSet<>(known);
        Set<CounterId> subscribed = connections.remove(connection);
        if (subscribed != null) {
            all.addAll(subscribed);
        }
        return all;
    }

    @Override
    public synchronized List<ConnectionId> viewers(CounterId counter, ViewerRange range, Instant now) {
        return connections.entrySet().stream()
                .filter(entry -> entry.getValue().contains(counter))
                .map(Map.Entry::getKey)
                .filter(range::contains)
                .toList();
    }
}
