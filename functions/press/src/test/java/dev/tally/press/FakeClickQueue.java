package dev.tally.press;

import dev.tally.counter.message.QueueMessage;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Alternative;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A queue in memory that can be down. */
@Alternative
@Priority(1)
@ApplicationScoped
class FakeClickQueue implements ClickQueue {

    private final List<QueueMessage> messages = new CopyOnWriteArrayList<>();
    private boolean down;

    @Override
    public void send(QueueMessage message) {
        if (down) {
            throw new QueueUnavailableException(new IllegalStateException("timed out"));
        }
        messages.add(message);
    }

    void reset() {
        messages.clear();
        down = false;
    }

    void goDown() {
        down = true;
    }

    List<QueueMessage> messages() {
        return messages;
    }
}
