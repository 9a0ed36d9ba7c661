package dev.tally.broadcaster.channel;

import dev.tally.counter.CounterId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A fake that keeps the touches that are due later. */
public final class FakeTouchQueue implements TouchQueue {

    /** The touch of a counter, due after a delay. */
    public record Touch(CounterId counter, Duration delay) {}

    public final List<Touch> touches = new ArrayList<>();
    public boolean failing;

    @Override
    public synchronized void send(CounterId counter, Duration delay) {
        if (failing) {
            throw new IllegalStateException("the queue is failing");
        }
        touches.add(new Touch(counter, delay));
    }
}
