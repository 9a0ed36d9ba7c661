package dev.tally.system.faults;

import dev.tally.counter.ClickId;
import dev.tally.counter.CounterId;
import dev.tally.counter.Reset;
import dev.tally.counter.SequenceNumber;
import dev.tally.counter.Shard;
import dev.tally.counter.message.MalformedMessageException;
import dev.tally.counter.message.MessageCodec;
import dev.tally.counter.message.QueueMessage;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The order of one region's message groups, as the queue delivers them to the aggregator. It decides which changes come
 * before a reset.
 */
final class QueueOrder {

    private final Map<Shard, Map<ClickId, SequenceNumber>> places = new HashMap<>();
    private final Map<CounterId, Map<ClickId, Reset>> resets = new HashMap<>();

    /** Records the messages of a batch. */
    synchronized void delivered(Buffer batch) {
        for (Object each : new JsonObject(batch).getJsonArray("Records")) {
            JsonObject message = (JsonObject) each;
            JsonObject attributes = message.getJsonObject("attributes");
            try {
                if (MessageCodec.decode(message.getString("body"), attributes.getString("MessageGroupId"))
                        instanceof QueueMessage.OfShard queued) {
                    add(queued, SequenceNumber.parse(attributes.getString("SequenceNumber")));
                }
            } catch (MalformedMessageException poison) {
                // It changes no shard.
            }
        }
    }

    private void add(QueueMessage.OfShard queued, SequenceNumber sequence) {
        // A reset that a group receives again changes nothing, so its first place counts.
        places.computeIfAbsent(queued.shard(), any -> new HashMap<>())
                .merge(queued.id(), sequence, (one, other) -> one.isAfter(other) ? other : one);
        if (queued.change() instanceof Reset reset) {
            resets.computeIfAbsent(reset.counter(), any -> new HashMap<>()).put(reset.id(), reset);
        }
    }

    /** Returns the numbers of a change by its shards: of a reset several, of another delivered change one. */
    synchronized Map<Shard, SequenceNumber> places(CounterId counter, ClickId id) {
        Map<Shard, SequenceNumber> found = new TreeMap<>(Comparator.comparing(Shard::index));
        places.forEach((shard, numbers) -> {
            SequenceNumber sequence = numbers.get(id);
            if (sequence != null && shard.counter().equals(counter)) {
                found.put(shard, sequence);
            }
        });
        return found;
    }

    /** Returns the groups of a counter with a delivered change. */
    synchronized List<Shard> groups(CounterId counter) {
        return places.keySet().stream()
                .filter(shard -> shard.counter().equals(counter))
                .toList();
    }

    /** Returns the delivered changes of a group by their ids, in its order. */
    synchronized List<ClickId> inOrder(Shard group) {
        return places.getOrDefault(group, Map.of()).entrySet().stream()
                .sorted(Map.Entry.comparingByValue())
                .map(Map.Entry::getKey)
                .toList();
    }

    synchronized boolean isReset(CounterId counter, ClickId id) {
        return resets.getOrDefault(counter, Map.of()).containsKey(id);
    }

    /** Returns the delivered reset of a counter with the highest generation. The others change nothing. */
    synchronized Optional<Reset> effectiveReset(CounterId counter) {
        return resets.getOrDefault(counter, Map.of()).values().stream().max(Comparator.comparing(Reset::id));
    }

    /**
     * Returns whether the effective reset of a counter comes after a delivered change. A reset that a group did not
     * receive yet comes after all its changes.
     */
    synchronized boolean isBeforeReset(CounterId counter, ClickId id) {
        return effectiveReset(counter)
                .map(reset -> places(counter, id).entrySet().stream()
                        .anyMatch(place -> isBefore(place.getKey(), place.getValue(), reset)))
                .orElse(false);
    }

    private boolean isBefore(Shard shard, SequenceNumber sequence, Reset reset) {
        SequenceNumber place = places(reset.counter(), reset.id()).get(shard);
        return place == null ? shard.index() < reset.shards() : place.isAfter(sequence);
    }
}
