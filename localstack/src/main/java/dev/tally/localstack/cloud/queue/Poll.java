package dev.tally.localstack.cloud.queue;

import java.util.List;
import java.util.concurrent.CompletableFuture;

/** A receive that waits for messages. */
final class Poll {

    final Queue queue;
    final Receive receive;

    /** Milliseconds since 1970. */
    final long until;

    final CompletableFuture<List<ReceivedMessage>> answer = new CompletableFuture<>();

    Poll(Queue queue, Receive receive, long until) {
        this.queue = queue;
        this.receive = receive;
        this.until = until;
    }
}
