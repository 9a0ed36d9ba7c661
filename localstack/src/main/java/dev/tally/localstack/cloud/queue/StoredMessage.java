package dev.tally.localstack.cloud.queue;

import java.util.Map;

/** A message in a queue. Only its {@link Queue} changes it. */
final class StoredMessage {

    enum State {
        DELAYED,
        VISIBLE,
        IN_FLIGHT
    }

    final Change.Entered entry;
    final String id;
    final long sequence;
    final NewMessage content;
    final String md5;

    State state = State.VISIBLE;
    int receives;
    long firstReceivedAt;
    long lastReceivedAt;

    /** The end of the state DELAYED or IN_FLIGHT, in milliseconds since 1970. */
    long hiddenUntil;

    StoredMessage(Change.Entered entry) {
        this.entry = entry;
        this.id = entry.messageId();
        this.sequence = entry.sequence();
        this.content = entry.content();
        this.md5 = Digests.md5(content.body());
    }

    /** Returns the group of a FIFO queue; a message of a standard queue is a group for itself. */
    String group(boolean fifo) {
        return fifo && content.groupId() != null ? content.groupId() : id;
    }

    Map<String, MessageAttribute> attributes() {
        return content.attributes();
    }
}
