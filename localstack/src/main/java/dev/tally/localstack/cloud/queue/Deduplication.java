package dev.tally.localstack.cloud.queue;

import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The deduplication ids of the last five minutes.
 *
 * @see <a href="https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/using-messagededuplicationid-property.html">
 *     SQS: message deduplication ID</a>
 */
final class Deduplication {

    static final Duration INTERVAL = Duration.ofMinutes(5);

    /** @param group null if the queue is the scope */
    private record Key(@Nullable String group, String id) {}

    /**
     * The first send of an id.
     *
     * @param at milliseconds since 1970
     */
    record First(String messageId, long sequence, long at) {}

    /** In the order of time, so that the expired ids are the first ones. */
    private final Map<Key, First> entries = new LinkedHashMap<>();

    /** Returns the first send of the id, null if the last five minutes had none. */
    @Nullable
    First find(@Nullable String group, String id, long now) {
        removeExpired(now);
        return entries.get(new Key(group, id));
    }

    void add(@Nullable String group, String id, First first) {
        entries.put(new Key(group, id), first);
    }

    /** Calls the visitor with group, id and first send of each id, the oldest first. */
    void forEach(long now, Visitor visitor) {
        removeExpired(now);
        entries.forEach((key, first) -> visitor.visit(key.group, key.id, first));
    }

    interface Visitor {
        void visit(@Nullable String group, String id, First first);
    }

    private void removeExpired(long now) {
        Iterator<First> oldest = entries.values().iterator();
        while (oldest.hasNext() && oldest.next().at + INTERVAL.toMillis() <= now) {
            oldest.remove();
        }
    }
}
