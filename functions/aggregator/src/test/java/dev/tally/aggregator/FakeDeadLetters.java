package dev.tally.aggregator;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Dead letters in memory: the reasons by message id. */
final class FakeDeadLetters implements DeadLetters {

    final Map<String, String> reasons = new ConcurrentHashMap<>();
    boolean failing;

    @Override
    public void send(Message message, String reason) {
        if (failing) {
            throw new IllegalStateException("the dead-letter queue does not answer");
        }
        reasons.put(message.id(), reason);
    }
}
