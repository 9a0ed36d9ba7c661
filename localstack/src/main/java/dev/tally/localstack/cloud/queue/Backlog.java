package dev.tally.localstack.cloud.queue;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The visible messages of a queue, in the order in which receivers get them. */
final class Backlog {

    // A group is open while none of its messages is in flight. The open groups are sorted by their oldest message. Each
    // operation costs the logarithm of the number of messages at most. A standard queue has a group for each message.

    private final boolean fifo;
    private final ExaminedMessages examined;
    private final Map<String, Group> groups = new HashMap<>();
    private final TreeMap<Long, Group> open = new TreeMap<>();
    private int size;

    private static final class Group {

        final TreeMap<Long, StoredMessage> visible = new TreeMap<>();
        int inFlight;

        /** The group's key in the open groups, null while the group is closed or empty. */
        @Nullable
        Long openAs;
    }

    /** @param examination the part of the queue in which a receive finds groups */
    Backlog(boolean fifo, Examination examination) {
        this.fifo = fifo;
        this.examined = new ExaminedMessages(examination);
    }

    /** Adds a message of the queue, which is not visible yet. */
    void enter(StoredMessage message) {
        examined.add(message.sequence);
    }

    /** Removes a message of the queue, in any state. */
    void leave(StoredMessage message) {
        examined.remove(message.sequence);
    }

    /** Returns the number of visible messages, those of closed groups included. */
    int size() {
        return size;
    }

    boolean hasNext() {
        return !open.isEmpty() && examined.find(open.firstKey());
    }

    /** Adds a message at its place by sequence number. */
    void add(StoredMessage message) {
        Group group = groups.computeIfAbsent(message.group(fifo), key -> new Group());
        group.visible.put(message.sequence, message);
        size++;
        update(group);
    }

    /**
     * Removes the next message, and closes its group.
     *
     * @param previous message of the same receive. Its group comes first, because a receive returns as many messages of
     *     one group as possible.
     */
    @Nullable
    StoredMessage poll(@Nullable StoredMessage previous) {
        Group group = previous == null ? null : groups.get(previous.group(fifo));
        if (group == null || group.visible.isEmpty() || !examined.contains(group.visible.firstKey())) {
            if (!hasNext()) {
                return null;
            }
            group = open.firstEntry().getValue();
        }
        StoredMessage next =
                Objects.requireNonNull(group.visible.pollFirstEntry()).getValue();
        size--;
        group.inFlight++;
        update(group);
        return next;
    }

    /** Ends the flight of a message that {@link #poll} returned; the last one opens its group. */
    void land(StoredMessage message) {
        Group group = Objects.requireNonNull(groups.get(message.group(fifo)), message.id);
        group.inFlight--;
        update(group);
        removeIfEmpty(message, group);
    }

    /** Removes a visible message. */
    void remove(StoredMessage message) {
        Group group = Objects.requireNonNull(groups.get(message.group(fifo)), message.id);
        if (group.visible.remove(message.sequence) != null) {
            size--;
            update(group);
            removeIfEmpty(message, group);
        }
    }

    private void removeIfEmpty(StoredMessage message, Group group) {
        if (group.inFlight == 0 && group.visible.isEmpty()) {
            groups.remove(message.group(fifo));
        }
    }

    private void update(Group group) {
        if (group.openAs != null) {
            open.remove(group.openAs);
        }
        group.openAs = group.inFlight == 0 && !group.visible.isEmpty() ? group.visible.firstKey() : null;
        if (group.openAs != null) {
            open.put(group.openAs, group);
        }
    }
}
