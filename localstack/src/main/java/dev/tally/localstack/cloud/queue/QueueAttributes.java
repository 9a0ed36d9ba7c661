package dev.tally.localstack.cloud.queue;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The settings of a queue, by the names of SQS.
 *
 * @see <a href="https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SetQueueAttributes.html">SetQueueAttributes</a>
 */
final class QueueAttributes {

    static final String FIFO_SUFFIX = ".fifo";

    private static final String FIFO = "FifoQueue";
    private static final String CONTENT_BASED = "ContentBasedDeduplication";
    private static final String SCOPE = "DeduplicationScope";
    private static final String THROUGHPUT = "FifoThroughputLimit";
    private static final String DELAY = "DelaySeconds";
    private static final String MAXIMUM_SIZE = "MaximumMessageSize";
    private static final String RETENTION = "MessageRetentionPeriod";
    private static final String WAIT = "ReceiveMessageWaitTimeSeconds";
    private static final String VISIBILITY = "VisibilityTimeout";
    private static final String REDRIVE = "RedrivePolicy";

    /** The numbers with their bounds and defaults. */
    private static final Map<String, Range> NUMBERS = Map.of(
            DELAY, new Range(0, 900, 0),
            MAXIMUM_SIZE, new Range(1024, 1_048_576, 1_048_576),
            RETENTION, new Range(60, 1_209_600, 345_600),
            WAIT, new Range(0, 20, 0),
            VISIBILITY, new Range(0, 43_200, 30));

    private static final Map<String, Set<String>> CHOICES = Map.of(
            FIFO, Set.of("true"),
            CONTENT_BASED, Set.of("true", "false"),
            SCOPE, Set.of("queue", "messageGroup"),
            THROUGHPUT, Set.of("perQueue", "perMessageGroupId"));

    private static final Set<String> FIFO_ONLY = Set.of(CONTENT_BASED, SCOPE, THROUGHPUT);

    /** Stored and returned, without an effect on one machine. */
    private static final Set<String> STORED = Set.of(
            "Policy", "RedriveAllowPolicy", "KmsMasterKeyId", "KmsDataKeyReusePeriodSeconds", "SqsManagedSseEnabled");

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]{1,80}|[A-Za-z0-9_-]{1,75}\\.fifo");
    private static final Pattern TARGET = Pattern.compile("\"deadLetterTargetArn\"\\s*:\\s*\"([^\"]+)\"");
    private static final Pattern MAX_RECEIVES = Pattern.compile("\"maxReceiveCount\"\\s*:\\s*\"?(\\d{1,4})\"?");

    private final boolean fifo;
    private final Map<String, String> given;
    private final @Nullable RedrivePolicy redrivePolicy;

    private record Range(int from, int to, int otherwise) {}

    /** The dead-letter queue, and the number of receives after which a message moves there. */
    record RedrivePolicy(String targetArn, int maxReceiveCount) {

        static RedrivePolicy parse(String json) {
            Matcher target = TARGET.matcher(json);
            Matcher receives = MAX_RECEIVES.matcher(json);
            if (!target.find() || !receives.find()) {
                throw invalid(REDRIVE, json);
            }
            int count = Integer.parseInt(receives.group(1));
            if (count < 1 || count > 1000) {
                throw invalid(REDRIVE, json);
            }
            return new RedrivePolicy(target.group(1), count);
        }
    }

    private QueueAttributes(boolean fifo, Map<String, String> given) {
        this.fifo = fifo;
        this.given = Map.copyOf(given);
        String policy = given.getOrDefault(REDRIVE, "");
        this.redrivePolicy = policy.isEmpty() ? null : RedrivePolicy.parse(policy);
    }

    /** @throws QueueException if the name or an attribute is invalid */
    static QueueAttributes of(String name, Map<String, String> given) {
        if (!NAME.matcher(name).matches()) {
            throw QueueError.INVALID_PARAMETER_VALUE.with(
                    "Queue name must have 1 to 80 letters, digits, hyphens or underscores, and end with .fifo if it is"
                            + " a FIFO queue.");
        }
        boolean fifo = name.endsWith(FIFO_SUFFIX);
        if (fifo != given.containsKey(FIFO)) {
            throw QueueError.INVALID_PARAMETER_VALUE.with(
                    fifo
                            ? "The name of a queue that is not FIFO can only include alphanumeric characters, hyphens,"
                                    + " or underscores: set FifoQueue to true."
                            : "The name of a FIFO queue can only include alphanumeric characters, hyphens, or"
                                    + " underscores, must end with .fifo suffix.");
        }
        return validated(fifo, given);
    }

    /** Returns these attributes with changed values. An empty value removes the attribute. */
    QueueAttributes with(Map<String, String> changes) {
        if (changes.containsKey(FIFO)) {
            throw QueueError.INVALID_ATTRIBUTE_NAME.with("FifoQueue cannot be changed after the queue was created.");
        }
        Map<String, String> changed = new HashMap<>(given);
        changed.putAll(changes);
        return validated(fifo, changed);
    }

    private static QueueAttributes validated(boolean fifo, Map<String, String> given) {
        given.forEach((name, value) -> validate(fifo, name, value));
        if (given.getOrDefault(THROUGHPUT, "").equals("perMessageGroupId")
                && !given.getOrDefault(SCOPE, "").equals("messageGroup")) {
            throw QueueError.INVALID_ATTRIBUTE_VALUE.with(
                    "FifoThroughputLimit can be perMessageGroupId only if DeduplicationScope is messageGroup.");
        }
        return new QueueAttributes(fifo, given);
    }

    private static void validate(boolean fifo, String name, String value) {
        Range range = NUMBERS.get(name);
        Set<String> choices = CHOICES.get(name);
        if (FIFO_ONLY.contains(name) && !fifo) {
            throw QueueError.INVALID_ATTRIBUTE_NAME.with("%s is for FIFO queues only.".formatted(name));
        }
        if (range != null) {
            if (!value.matches("\\d{1,9}")
                    || Integer.parseInt(value) < range.from
                    || Integer.parseInt(value) > range.to) {
                throw invalid(name, value);
            }
        } else if (choices != null) {
            if (!choices.contains(value)) {
                throw invalid(name, value);
            }
        } else if (!name.equals(REDRIVE) && !STORED.contains(name)) {
            throw QueueError.INVALID_ATTRIBUTE_NAME.with("Unknown Attribute %s.".formatted(name));
        }
    }

    private static QueueException invalid(String name, String value) {
        return QueueError.INVALID_ATTRIBUTE_VALUE.with(
                "Invalid value for the parameter %s: %s.".formatted(name, value));
    }

    /** Returns whether a repeated creation with other attributes asks for the same queue. */
    boolean includes(Map<String, String> others) {
        Map<String, String> all = all();
        return others.entrySet().stream().allMatch(other -> other.getValue().equals(all.get(other.getKey())));
    }

    boolean fifo() {
        return fifo;
    }

    boolean contentBasedDeduplication() {
        return given.getOrDefault(CONTENT_BASED, "false").equals("true");
    }

    /** Returns whether a deduplication id counts within its message group only. */
    boolean deduplicatesPerGroup() {
        return given.getOrDefault(SCOPE, "queue").equals("messageGroup");
    }

    long delayMillis() {
        return 1000L * number(DELAY);
    }

    int maximumMessageSize() {
        return number(MAXIMUM_SIZE);
    }

    long retentionMillis() {
        return 1000L * number(RETENTION);
    }

    int waitSeconds() {
        return number(WAIT);
    }

    int visibilitySeconds() {
        return number(VISIBILITY);
    }

    @Nullable
    RedrivePolicy redrivePolicy() {
        return redrivePolicy;
    }

    /** Returns the given attributes, as the queue was created or changed. */
    Map<String, String> given() {
        return given;
    }

    /** Returns all attributes, the defaults included. */
    Map<String, String> all() {
        Map<String, String> all = new TreeMap<>(given);
        NUMBERS.forEach((name, range) -> all.putIfAbsent(name, Integer.toString(range.otherwise)));
        if (fifo) {
            all.putIfAbsent(CONTENT_BASED, "false");
            all.putIfAbsent(SCOPE, "queue");
            all.putIfAbsent(THROUGHPUT, "perQueue");
        }
        all.putIfAbsent("SqsManagedSseEnabled", "true");
        all.values().removeIf(String::isEmpty);
        return all;
    }

    private int number(String name) {
        String value = given.get(name);
        return value == null ? Objects.requireNonNull(NUMBERS.get(name)).otherwise : Integer.parseInt(value);
    }
}
