package dev.tally.broadcaster.fanout;

import java.util.concurrent.CompletableFuture;

/** Pushes that further invocations of {@code fanout} make. */
public interface Invocations {

    /** Pushes to a slice of a counter's viewers at once. Completes after the push, exceptionally if it failed. */
    CompletableFuture<?> push(Slice slice);

    /** Pushes the counter's latest total to unreached viewers later. Lambda retries a failure. */
    void pushLater(Unreached unreached);
}
