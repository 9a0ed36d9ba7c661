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

    /** The first send of an id, null as the group if the queue is the scope. */
    private record Key(@Nullable String group, String id) {}

    private record Entry(Sent sent, long at) {}

    /** In the order of time, so that the expired ids are the first ones. */
    private final Map<Key, Entry> entries = new LinkedHashMap<>();

    /** Returns the first send of the id, null if the last five minutes had none. */
    @Nullable
    Sent find(@Nullable String group, String id, long now) {
        removeExpired(now);
        Entry entry = entries.get(new Key(group, id));
        return entry == null ? null : entry.sent;
    }

    void add(@Nullable String group, String id, Sent sent, long at) {
        entries.put(new Key(group, id), new Entry(sent, at));
    }

    private void removeExpired(long now) {
        Iterator<Entry> oldest = entries.values().iterator();
        while (oldest.hasNext() && oldest.next().at + INTERVAL.toMillis() <= now) {
            oldest.remove();
        }
    }
}
