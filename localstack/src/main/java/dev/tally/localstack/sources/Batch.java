package dev.tally.localstack.sources;

import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.sqs.model.Message;

/**
 * The messages of one invocation.
 *
 * @param visibleAgain time by {@link System#nanoTime} at which the messages become visible again
 * @param backoff between attempts to invoke
 */
record Batch(List<Message> messages, Buffer event, long visibleAgain, Backoff backoff) {

    private static final Duration FIRST_WAIT = Duration.ofMillis(50);
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(1);

    static Batch received(List<Message> messages, QueueSettings settings, long askedAt) {
        return new Batch(
                messages,
                SqsEvent.of(messages, settings.queue().arn()),
                askedAt + settings.visibilityTimeout().toNanos(),
                new Backoff(FIRST_WAIT, LONGEST_WAIT));
    }

    Set<String> ids() {
        return messages.stream().map(Message::messageId).collect(Collectors.toUnmodifiableSet());
    }

    List<Message> without(Set<String> ids) {
        return messages.stream()
                .filter(message -> !ids.contains(message.messageId()))
                .toList();
    }

    boolean visibleIn(Duration wait) {
        return visibleAgain - System.nanoTime() <= wait.toNanos();
    }
}
