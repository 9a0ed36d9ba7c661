package dev.tally.localstack.cloud;

import dev.tally.localstack.spec.StackSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/** The dead letters of the queues that have any. */
public final class DeadLetterQueue {

    /** How many letters of a queue are looked at, so that the first are not back before the last were seen. */
    private static final int SEEN = 200;

    /** While letters are looked at, nobody else gets them. */
    private static final Duration LOOK = Duration.ofSeconds(30);

    private static final MessageAttributeValue NO_REASON = MessageAttributeValue.builder()
            .dataType("String")
            .stringValue("received too often")
            .build();

    private final SqsClient sqs;
    private final Map<String, String> sources;

    private DeadLetterQueue(SqsClient sqs, Map<String, String> sources) {
        this.sqs = sqs;
        this.sources = sources;
    }

    /**
     * A letter.
     *
     * @param shard its message group
     * @param reason why it was not counted
     */
    public record Letter(String shard, String reason, String body) {}

    /**
     * The letters of a queue that can be seen.
     *
     * @param total how many the queue has; at once SQS shows ten of each shard at the most
     */
    public record Listing(String queue, long total, List<Letter> letters) {}

    /** @param queueUrls by logical name */
    public static DeadLetterQueue of(SqsClient sqs, StackSpec spec, Map<String, String> queueUrls) {
        Map<String, String> sources = new LinkedHashMap<>();
        spec.queues().forEach((name, queue) -> {
            StackSpec.RedrivePolicy letters = queue.deadLetters();
            if (letters != null && queueUrls.containsKey(name) && queueUrls.containsKey(letters.queue())) {
                sources.put(url(queueUrls, letters.queue()), url(queueUrls, name));
            }
        });
        return new DeadLetterQueue(sqs, sources);
    }

    /** Looks at the letters and leaves them where they are. */
    public List<Listing> list() {
        return sources.keySet().stream().map(this::list).toList();
    }

    /** Sends every letter back to its queue, and tells how many. */
    public int redrive() {
        DeadLetterRedrive redrive = new DeadLetterRedrive(sqs);
        return sources.entrySet().stream()
                .mapToInt(queue -> redrive.redrive(queue.getKey(), queue.getValue()))
                .sum();
    }

    /** How many messages there are in the queues that the letters come from, waiting or under way. */
    public long inFlight() {
        return sources.values().stream().mapToLong(this::total).sum();
    }

    private Listing list(String queue) {
        long total = total(queue);
        List<Message> seen = new ArrayList<>();
        try {
            for (List<Message> batch = look(queue); !batch.isEmpty() && seen.size() < SEEN; batch = look(queue)) {
                seen.addAll(batch);
            }
        } finally {
            DeadLetterRedrive.giveBack(sqs, queue, seen);
        }
        return new Listing(
                queue, total, seen.stream().map(DeadLetterQueue::letter).toList());
    }

    private long total(String queue) {
        return sqs
                .getQueueAttributes(get -> get.queueUrl(queue)
                        .attributeNames(
                                QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES,
                                QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_NOT_VISIBLE))
                .attributes()
                .values()
                .stream()
                .mapToLong(Long::parseLong)
                .sum();
    }

    private List<Message> look(String queue) {
        return sqs.receiveMessage(DeadLetterRedrive.next(queue)
                        .visibilityTimeout((int) LOOK.toSeconds())
                        .build())
                .messages();
    }

    private static Letter letter(Message message) {
        return new Letter(
                message.attributes().getOrDefault(MessageSystemAttributeName.MESSAGE_GROUP_ID, ""),
                message.messageAttributes().getOrDefault("reason", NO_REASON).stringValue(),
                message.body());
    }

    private static String url(Map<String, String> queueUrls, String name) {
        return Objects.requireNonNull(queueUrls.get(name), name);
    }
}
