package dev.tally.aggregator;

import dev.tally.counter.Post;
import dev.tally.counter.PostStore;
import dev.tally.counter.QueuedChange;
import dev.tally.counter.SequenceNumber;
import dev.tally.counter.Shard;
import dev.tally.counter.TallyStore;
import dev.tally.counter.message.MalformedMessageException;
import dev.tally.counter.message.MessageCodec;
import dev.tally.counter.message.QueueMessage;
import dev.tally.runtime.Deadline;
import dev.tally.runtime.metrics.Metric;
import dev.tally.runtime.metrics.Metrics;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jboss.logging.Logger;

/**
 * The processing of one message group. Its changes fail as a whole.
 *
 * <p>Each step can be repeated without harm, so a group that failed halfway is received and processed again.
 */
@Singleton
class ProcessGroup {

    // Malformed messages go to the dead letters only after the count. SQS discards a repeated dead letter for 5
    // minutes. A count can fail for longer, and each later attempt would add a copy. Counted messages are acknowledged
    // even if a dead letter cannot be sent. SQS would otherwise move them to the dead letters in the end. A redrive
    // would give them new sequence numbers, and so count them again.

    private static final Logger LOG = Logger.getLogger(ProcessGroup.class);

    private final CountClicks countClicks;
    private final PostStore posts;
    private final DeadLetters deadLetters;
    private final Metrics metrics;

    ProcessGroup(CountClicks countClicks, PostStore posts, DeadLetters deadLetters, Metrics metrics) {
        this.countClicks = countClicks;
        this.posts = posts;
        this.deadLetters = deadLetters;
        this.metrics = metrics;
    }

    /**
     * Counts the changes, writes the posts, then sends malformed messages to the dead letters.
     *
     * @param done receives each message that must not be received again
     * @throws RuntimeException if a step failed; every other message of the group must then be received again
     */
    void process(List<Message> messages, Deadline deadline, Consumer<Message> done) {
        Map<WatermarkKey, List<QueuedChange>> changes = new LinkedHashMap<>();
        Map<Message, String> malformed = new LinkedHashMap<>();
        for (Message message : messages) {
            try {
                dispatch(message, changes);
            } catch (MalformedMessageException reason) {
                malformed.put(message, String.valueOf(reason.getMessage()));
            }
        }
        changes.forEach((key, ofShard) -> count(key, ofShard, deadline));
        messages.stream().filter(message -> !malformed.containsKey(message)).forEach(done);
        malformed.forEach((message, reason) -> {
            sendToDeadLetters(message, reason);
            done.accept(message);
        });
    }

    /** Counts changes in parts of at most as many as one transaction can write. SQS delivers at most 10 at once. */
    private void count(WatermarkKey key, List<QueuedChange> changes, Deadline deadline) {
        List<QueuedChange> inOrder = changes.stream()
                .sorted(Comparator.comparing(QueuedChange::sequence))
                .toList();
        for (int start = 0; start < inOrder.size(); start += TallyStore.MAX_VOTERS) {
            int end = Math.min(inOrder.size(), start + TallyStore.MAX_VOTERS);
            countClicks.count(key.shard(), key.queue(), inOrder.subList(start, end), deadline);
        }
    }

    /** Writes a post, or adds a change to the changes of its shard and queue. */
    private void dispatch(Message message, Map<WatermarkKey, List<QueuedChange>> changes)
            throws MalformedMessageException {
        String group = message.group().orElseThrow(() -> new MalformedMessageException("no message group"));
        QueueMessage decoded = MessageCodec.decode(message.body(), group);
        if (decoded instanceof QueueMessage.OfShard queued) {
            WatermarkKey key = new WatermarkKey(queued.shard(), queue(message));
            changes.computeIfAbsent(key, any -> new ArrayList<>())
                    .add(new QueuedChange(sequence(message), queued.change(), message.sentAt(), message.trace()));
        } else if (decoded instanceof QueueMessage.OfPost queued) {
            write(queued.post());
        }
    }

    private void write(Post post) {
        boolean written = posts.write(post);
        LOG.infof("post.%s postId=%s", written ? "written" : "duplicate", post.id());
    }

    private void sendToDeadLetters(Message message, String reason) {
        deadLetters.send(message, reason);
        metrics.record(Metric.DEAD_LETTERS, 1);
        LOG.warnf("message.dead-lettered messageId=%s reason=\"%s\"", message.id(), reason);
    }

    private static String queue(Message message) throws MalformedMessageException {
        return message.queue().orElseThrow(() -> new MalformedMessageException("no event source ARN"));
    }

    private static SequenceNumber sequence(Message message) throws MalformedMessageException {
        String digits = message.sequence()
                .orElseThrow(() -> new MalformedMessageException("no sequence number: the queue must be FIFO"));
        try {
            return SequenceNumber.parse(digits);
        } catch (IllegalArgumentException broken) {
            throw new MalformedMessageException(String.valueOf(broken.getMessage()));
        }
    }

    /** The shard and the queue of a watermark. */
    private record WatermarkKey(Shard shard, String queue) {}
}
