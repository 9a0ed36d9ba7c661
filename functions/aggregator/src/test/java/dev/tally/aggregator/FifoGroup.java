package dev.tally.aggregator;

import dev.tally.counter.QueuedClick;
import java.util.ArrayList;
import java.util.List;

/** One message group of a FIFO queue: always delivers from its oldest message, however often that was delivered. */
final class FifoGroup {

    private final List<QueuedClick> messages;

    FifoGroup(List<QueuedClick> messages) {
        this.messages = new ArrayList<>(messages);
    }

    List<QueuedClick> receive(int most) {
        return List.copyOf(messages.subList(0, Math.min(most, messages.size())));
    }

    void delete(List<QueuedClick> received) {
        messages.removeAll(received);
    }

    boolean isEmpty() {
        return messages.isEmpty();
    }
}
