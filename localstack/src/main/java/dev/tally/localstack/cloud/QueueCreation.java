package dev.tally.localstack.cloud;

import dev.tally.localstack.spec.StackSpec;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.CreateQueueRequest;
import software.amazon.awssdk.services.sqs.model.GetQueueAttributesRequest;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;
import software.amazon.awssdk.services.sqs.model.QueueNameExistsException;

/** The creation of a stack's queues, dead-letter queues first. */
final class QueueCreation {

    private final SqsClient sqs;
    private final String suffix;

    private QueueCreation(SqsClient sqs, String suffix) {
        this.sqs = sqs;
        this.suffix = suffix;
    }

    static Map<String, Resources.Queue> create(SqsClient sqs, Map<String, StackSpec.Queue> specs, String suffix) {
        QueueCreation creation = new QueueCreation(sqs, suffix);
        Map<String, Resources.Queue> created = new HashMap<>();
        specs.forEach((logical, spec) -> {
            if (spec.deadLetters() == null) {
                created.put(logical, creation.create(logical, spec, null));
            }
        });
        specs.forEach((logical, spec) -> {
            StackSpec.RedrivePolicy deadLetters = spec.deadLetters();
            if (deadLetters != null) {
                created.put(logical, creation.create(logical, spec, redrivePolicy(logical, deadLetters, created)));
            }
        });
        return created;
    }

    private Resources.Queue create(String logical, StackSpec.Queue spec, @Nullable String redrivePolicy) {
        Map<QueueAttributeName, String> attributes = attributes(spec);
        if (redrivePolicy != null) {
            attributes.put(QueueAttributeName.REDRIVE_POLICY, redrivePolicy);
        }
        String url = create(name(logical, spec), attributes);
        return new Resources.Queue(url, arn(url));
    }

    /** Creates a queue, or gives a kept queue the attributes of the specification. */
    private String create(String name, Map<QueueAttributeName, String> attributes) {
        try {
            return sqs.createQueue(CreateQueueRequest.builder()
                            .queueName(name)
                            .attributes(attributes)
                            .build())
                    .queueUrl();
        } catch (QueueNameExistsException kept) {
            String url = sqs.getQueueUrl(get -> get.queueName(name)).queueUrl();
            Map<QueueAttributeName, String> changeable = new EnumMap<>(attributes);
            changeable.remove(QueueAttributeName.FIFO_QUEUE);
            sqs.setQueueAttributes(set -> set.queueUrl(url).attributes(changeable));
            return url;
        }
    }

    private String name(String logical, StackSpec.Queue spec) {
        return "tally-" + logical + "-" + suffix + (spec.fifo() ? ".fifo" : "");
    }

    private String arn(String url) {
        GetQueueAttributesRequest request = GetQueueAttributesRequest.builder()
                .queueUrl(url)
                .attributeNames(QueueAttributeName.QUEUE_ARN)
                .build();
        return Objects.requireNonNull(
                sqs.getQueueAttributes(request).attributes().get(QueueAttributeName.QUEUE_ARN), url);
    }

    private static Map<QueueAttributeName, String> attributes(StackSpec.Queue spec) {
        Map<QueueAttributeName, String> attributes = new EnumMap<>(QueueAttributeName.class);
        attributes.put(QueueAttributeName.VISIBILITY_TIMEOUT, Integer.toString(spec.visibilityTimeoutSeconds()));
        attributes.put(QueueAttributeName.MESSAGE_RETENTION_PERIOD, Integer.toString(spec.retentionSeconds()));
        if (spec.fifo()) {
            attributes.put(QueueAttributeName.FIFO_QUEUE, "true");
            attributes.put(
                    QueueAttributeName.DEDUPLICATION_SCOPE,
                    Objects.requireNonNull(spec.deduplicationScope(), "deduplicationScope"));
            attributes.put(
                    QueueAttributeName.FIFO_THROUGHPUT_LIMIT,
                    Objects.requireNonNull(spec.throughputLimit(), "throughputLimit"));
        }
        return attributes;
    }

    /** A dead-letter queue is created first, so it cannot have dead letters itself. */
    private static String redrivePolicy(
            String logical, StackSpec.RedrivePolicy deadLetters, Map<String, Resources.Queue> created) {
        Resources.Queue target = created.get(deadLetters.queue());
        if (target == null) {
            throw new IllegalArgumentException("queue '" + logical + "' of " + StackSpec.FILE
                    + " sends its dead letters to '" + deadLetters.queue()
                    + "', which must be a queue of that file without deadLetters");
        }
        return "{\"deadLetterTargetArn\":\"%s\",\"maxReceiveCount\":%d}"
                .formatted(target.arn(), deadLetters.maxReceiveCount());
    }
}
