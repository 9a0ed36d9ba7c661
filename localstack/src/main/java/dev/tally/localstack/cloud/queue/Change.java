package dev.tally.localstack.cloud.queue;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A change of a queue that outlasts a restart. Visibility and receive counts do not: after a restart every message is
 * visible.
 */
public sealed interface Change {

    /** The name of the queue. */
    String queue();

    /**
     * A new queue, or new attributes of a queue.
     *
     * @param lastSequence the highest sequence number so far, of any queue
     */
    record Attributes(String queue, Map<String, String> attributes, long lastSequence) implements Change {}

    record Deleted(String queue) implements Change {}

    /**
     * A message that entered a queue.
     *
     * @param sentAt milliseconds since 1970
     * @param deduplicationId null in a standard queue
     * @param deadLetterSource ARN of the queue from which the message came
     */
    record Entered(
            String queue,
            String messageId,
            long sequence,
            NewMessage content,
            long sentAt,
            @Nullable String deduplicationId,
            @Nullable String deadLetterSource)
            implements Change {}

    /** A message that left a queue. */
    record Left(String queue, String messageId) implements Change {}
}
