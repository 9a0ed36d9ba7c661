package dev.tally.aggregator;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Redelivery in memory: the delays by message id, and the number of calls. */
final class FakeRedelivery implements Redelivery {

    final Map<String, Duration> delays = new ConcurrentHashMap<>();
    final AtomicInteger calls = new AtomicInteger();
    Runnable trouble = () -> {};

    @Override
    public void schedule(Map<Message, Duration> scheduled) {
        calls.incrementAndGet();
        trouble.run();
        scheduled.forEach((message, delay) -> delays.put(message.id(), delay));
    }
}
