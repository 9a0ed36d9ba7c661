package dev.tally.localstack.cloud.queue;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A message in a queue. Only its {@link Queue} changes it. */
final class StoredMessage {

    enum State {
        DELAYED,
        VISIBLE,
        IN_FLIGHT
    }

    final String id;
    final long sequence;
    final NewMessage content;
    final String md5;

    /** Milliseconds since 1970. */
    final long sentAt;

    /** The id under which the queue remembers the message, null in a standard queue. */
    final @Nullable String deduplicationId;

    /** The ARN of the queue from which the message came as a dead letter. */
    final @Nullable String deadLetterSource;

    State state = State.VISIBLE;
    int receives;
    long firstReceivedAt;
    long lastReceivedAt;

    /** The end of the state DELAYED or IN_FLIGHT, in milliseconds since 1970. */
    long hiddenUntil;

    StoredMessage(
            String id,
            long sequence,
            NewMessage content,
            long sentAt,
            @Nullable String deduplicationId,
            @Nullable String deadLetterSource) {
        this.id = id;
        this.sequence = sequence;
        this.content = content;
        this.md5 = Digests.md5(content.body());
        this.sentAt = sentAt;
        this.deduplicationId = deduplicationId;
        this.deadLetterSource = deadLetterSource;
    }

    /** Returns the group of a FIFO queue; a message of a standard queue is a group for itself. */
    String group(boolean fifo) {
        return fifo && content.groupId() != null ? content.groupId() : id;
    }

    Map<String, MessageAttribute> attributes() {
        return content.attributes();
    }
}
