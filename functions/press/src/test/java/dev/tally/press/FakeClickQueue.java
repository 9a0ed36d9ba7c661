package dev.tally.press;

import dev.tally.counter.message.QueueMessage;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Alternative;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** A queue in memory that can be down. */
@Alternative
@Priority(1)
@ApplicationScoped
class FakeClickQueue implements ClickQueue {

    private final List<Outgoing> sent = new CopyOnWriteArrayList<>();
    private @Nullable RuntimeException failure;

    @Override
    public void send(Outgoing outgoing) {
        if (failure != null) {
            throw failure;
        }
        sent.add(outgoing);
    }

    void reset() {
        sent.clear();
        failure = null;
    }

    void goDown() {
        failWith(new QueueUnavailableException("timed out", null));
    }

    void failWith(RuntimeException bug) {
        failure = bug;
    }

    List<QueueMessage> messages() {
        return sent.stream().map(Outgoing::message).toList();
    }

    List<Outgoing> sent() {
        return sent;
    }
}
