package dev.tally.aggregator;

import dev.tally.counter.QueuedChange;
import java.util.ArrayList;
import java.util.List;

/** One message group of a FIFO queue. Each receive starts with the oldest message that is not deleted. */
final class FifoGroup {

    private final List<QueuedChange> messages;

    FifoGroup(List<QueuedChange> messages) {
        this.messages = new ArrayList<>(messages);
    }

    List<QueuedChange> receive(int max) {
        return List.copyOf(messages.subList(0, Math.min(max, messages.size())));
    }

    void delete(List<QueuedChange> received) {
        messages.removeAll(received);
    }

    boolean isEmpty() {
        return messages.isEmpty();
    }
}
