package dev.tally.localstack.cloud;

import dev.tally.localstack.spec.StackSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/** The dead-letter queues of a stack, with the queues that their letters come from. */
public final class DeadLetterQueue {

    /** Limits the letters of a listing, so that the first do not become visible again before the last was read. */
    private static final int MAX_LISTED = 200;

    /** Hides letters from other receivers while they are listed. */
    private static final Duration HIDDEN = Duration.ofSeconds(30);

    private static final MessageAttributeValue NO_REASON = MessageAttributeValue.builder()
            .dataType("String")
            .stringValue("received too often")
            .build();

    /** The voter in the body of a vote. A list of letters may be kept, so it names no voter. */
    private static final Pattern VOTER = Pattern.compile("\"voter\"\\s*:\\s*\"[^\"]*\"");

    private final SqsClient sqs;
    private final Map<String, String> sources;

    private DeadLetterQueue(SqsClient sqs, Map<String, String> sources) {
        this.sqs = sqs;
        this.sources = sources;
    }

    /**
     * A dead letter.
     *
     * @param shard its message group
     * @param reason the reason why the message was not counted
     * @param body without the voter of a vote
     */
    public record Letter(String shard, String reason, String body) {}

    /**
     * The visible letters of a queue.
     *
     * @param total number of letters in the queue; SQS returns at most ten of each shard at once
     */
    public record Listing(String queue, long total, List<Letter> letters) {}

    /** @param queueUrls by logical name */
    public static DeadLetterQueue of(SqsClient sqs, StackSpec spec, Map<String, String> queueUrls) {
        Map<String, String> sources = new LinkedHashMap<>();
        spec.queues().forEach((name, queue) -> {
            StackSpec.RedrivePolicy policy = queue.deadLetters();
            if (policy != null && queueUrls.containsKey(name) && queueUrls.containsKey(policy.queue())) {
                sources.put(url(queueUrls, policy.queue()), url(queueUrls, name));
            }
        });
        return new DeadLetterQueue(sqs, sources);
    }

    /** Returns the letters without moving them. */
    public List<Listing> list() {
        return sources.keySet().stream().map(this::list).toList();
    }

    /** Returns the number of letters. */
    public long total() {
        return sources.keySet().stream().mapToLong(this::total).sum();
    }

    /** Sends every letter back to its queue, and returns the number of letters. */
    public int redrive() {
        DeadLetterRedrive redrive = new DeadLetterRedrive(sqs);
        return sources.entrySet().stream()
                .mapToInt(queue -> redrive.redrive(queue.getKey(), queue.getValue()))
                .sum();
    }

    /** Returns the number of messages, waiting or in flight, in the queues that the letters come from. */
    public long inFlight() {
        return sources.values().stream().mapToLong(this::total).sum();
    }

    private Listing list(String queue) {
        long total = total(queue);
        List<Message> letters = new ArrayList<>();
        try {
            for (List<Message> batch = receive(queue);
                    !batch.isEmpty() && letters.size() < MAX_LISTED;
                    batch = receive(queue)) {
                letters.addAll(batch);
            }
        } finally {
            DeadLetterRedrive.giveBack(sqs, queue, letters);
        }
        return new Listing(
                queue, total, letters.stream().map(DeadLetterQueue::letter).toList());
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

    private List<Message> receive(String queue) {
        return sqs.receiveMessage(DeadLetterRedrive.next(queue)
                        .visibilityTimeout((int) HIDDEN.toSeconds())
                        .build())
                .messages();
    }

    private static Letter letter(Message message) {
        return new Letter(
                message.attributes().getOrDefault(MessageSystemAttributeName.MESSAGE_GROUP_ID, ""),
                message.messageAttributes().getOrDefault("reason", NO_REASON).stringValue(),
                VOTER.matcher(message.body()).replaceAll("\"voter\":hidden"));
    }

    private static String url(Map<String, String> queueUrls, String name) {
        return Objects.requireNonNull(queueUrls.get(name), name);
    }
}
