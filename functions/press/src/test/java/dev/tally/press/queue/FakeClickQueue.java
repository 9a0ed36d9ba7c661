package dev.tally.press.queue;

import dev.tally.counter.SequenceNumber;
import dev.tally.counter.message.QueueMessage;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Alternative;
import java.math.BigInteger;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** A click queue in memory, which can be down. */
@Alternative
@Priority(1)
@ApplicationScoped
public class FakeClickQueue implements ClickQueue {

    private final List<TracedMessage> sent = new CopyOnWriteArrayList<>();
    private @Nullable RuntimeException failure;
    private int failAfter;

    @Override
    public SequenceNumber send(TracedMessage message) {
        if (failure != null && sent.size() >= failAfter) {
            throw failure;
        }
        sent.add(message);
        return new SequenceNumber(BigInteger.valueOf(sent.size()));
    }

    public void reset() {
        sent.clear();
        failure = null;
        failAfter = 0;
    }

    public void goDown() {
        failWith(new QueueUnavailableException("timed out", null));
    }

    /** Accepts some messages before it is down. */
    public void goDownAfter(int messages) {
        goDown();
        failAfter = messages;
    }

    public void failWith(RuntimeException bug) {
        failure = bug;
    }

    public List<QueueMessage> messages() {
        return sent.stream().map(TracedMessage::message).toList();
    }

    public List<TracedMessage> sent() {
        return sent;
    }
}
