package dev.tally.aggregator;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Dead letters in memory: the reasons by message id. */
final class FakeDeadLetters implements DeadLetters {

    final Map<String, String> reasons = new ConcurrentHashMap<>();
    final AtomicInteger sends = new AtomicInteger();
    boolean failing;

    @Override
    public void send(Message message, String reason) {
        if (failing) {
            throw new IllegalStateException("the dead-letter queue does not answer");
        }
        sends.incrementAndGet();
        reasons.put(message.id(), reason);
    }
}
