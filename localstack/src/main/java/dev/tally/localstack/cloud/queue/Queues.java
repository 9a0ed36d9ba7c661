package dev.tally.localstack.cloud.queue;

import java.time.Clock;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The queues of one account and region, by the rules of SQS. Thread-safe.
 *
 * <p>Every method rejects a wrong call with a {@link QueueException}.
 */
public final class Queues {

    // One lock guards all queues, because an operation takes microseconds and a dead letter belongs to two queues. An
    // answer to a poll may call back, so polls are answered after the lock is free.

    public static final String ACCOUNT = "000000000000";

    private final String region;
    private final Clock clock;
    private final Supplier<String> ids;
    private final Alarm alarm;
    private final Examination examination;
    private Journal journal = Journal.NONE;
    private final Map<String, Queue> queues = new TreeMap<>();
    private final List<Poll> polls = new ArrayList<>();
    private final MoveTasks moves;
    private long sequence;
    private long wakeAt = Long.MAX_VALUE;

    /**
     * @param ids unique ids of messages and tasks
     * @param alarm wakes long polls when a message becomes visible
     */
    public Queues(String region, Clock clock, Supplier<String> ids, Alarm alarm) {
        this(region, clock, ids, alarm, Examination.ALL);
    }

    /** @param examination the part of a FIFO queue in which a receive finds groups */
    public Queues(String region, Clock clock, Supplier<String> ids, Alarm alarm, Examination examination) {
        this.examination = examination;
        this.region = region;
        this.clock = clock;
        this.ids = ids;
        this.alarm = alarm;
        this.moves = new MoveTasks(this::find, (millis, action) -> alarm.after(millis, () -> act(action)));
    }

    /**
     * Restores the queues of a journal. Must be the first call.
     *
     * @param recorded the changes in their order
     */
    public void restore(List<Change> recorded) {
        act(now -> recorded.forEach(change -> restore(change, now)));
    }

    /** Records all further changes. */
    public void recordIn(Journal further) {
        act(now -> journal = further);
    }

    private void restore(Change change, long now) {
        Queue queue = queues.get(change.queue());
        if (change instanceof Change.Attributes attributes) {
            sequence = Math.max(sequence, attributes.lastSequence());
            if (queue == null) {
                open(attributes.queue(), QueueAttributes.of(attributes.queue(), attributes.attributes()), now);
            } else {
                Map<String, String> changed = new TreeMap<>(attributes.attributes());
                changed.remove("FifoQueue");
                queue.change(changed, now);
            }
        } else if (change instanceof Change.Deleted) {
            queues.remove(change.queue());
        } else if (queue != null && change instanceof Change.Entered entered) {
            sequence = Math.max(sequence, entered.sequence());
            leaveSource(entered);
            queue.restore(entered);
        } else if (queue != null && change instanceof Change.Left left) {
            queue.remove(left.messageId());
        }
    }

    /** Removes a dead letter from its source: a kill can come before that was recorded. */
    private void leaveSource(Change.Entered letter) {
        Queue source = letter.deadLetterSource() == null ? null : find(letter.deadLetterSource());
        if (source != null) {
            source.remove(letter.messageId());
        }
    }

    /**
     * Returns the shortest journal that restores the queues as they are. The journal may call this while it records a
     * change, so no poll is answered.
     */
    public synchronized List<Change> snapshot() {
        long now = clock.millis();
        List<Change> changes = new ArrayList<>();
        for (Queue queue : queues.values()) {
            changes.add(attributesOf(queue));
            changes.addAll(queue.snapshot(now));
        }
        return changes;
    }

    private Queue open(String name, QueueAttributes attributes, long now) {
        Queue opened = new Queue(
                name, arn(name), attributes, now, ids, () -> ++sequence, change -> journal.record(change), examination);
        queues.put(name, opened);
        return opened;
    }

    private Change attributesOf(Queue queue) {
        return new Change.Attributes(queue.name(), queue.attributes().given(), sequence);
    }

    /** Creates a queue. A repetition with the same attributes has no effect. */
    public void create(String name, Map<String, String> given, Map<String, String> tags) {
        act(now -> {
            Queue existing = queues.get(name);
            if (existing == null) {
                QueueAttributes attributes = QueueAttributes.of(name, given);
                validateRedrive(attributes);
                Queue created = open(name, attributes, now);
                created.tags().putAll(tags);
                journal.record(attributesOf(created));
            } else if (!existing.attributes().includes(given)) {
                throw QueueError.QUEUE_NAME_EXISTS.with(
                        "A queue already exists with the same name and a different value for an attribute.");
            }
        });
    }

    public void delete(String name) {
        act(now -> {
            Queue deleted = queue(name);
            queues.remove(name);
            journal.record(new Change.Deleted(name));
            rejectPolls(deleted);
        });
    }

    /** Rejects the name of a queue that does not exist. */
    public void require(String name) {
        act(now -> queue(name));
    }

    /** Returns the names that start with a prefix, sorted. */
    public List<String> names(String prefix) {
        return run(now ->
                queues.keySet().stream().filter(name -> name.startsWith(prefix)).toList());
    }

    /** Returns all attributes of a queue by SQS's names. */
    public Map<String, String> attributes(String name) {
        return run(now -> queue(name).describe(now));
    }

    public void setAttributes(String name, Map<String, String> changes) {
        act(now -> {
            Queue queue = queue(name);
            validateRedrive(queue.attributes().with(changes));
            queue.change(changes, now);
            journal.record(attributesOf(queue));
        });
    }

    public Map<String, String> tags(String name) {
        return run(now -> Map.copyOf(queue(name).tags()));
    }

    public void tag(String name, Map<String, String> tags) {
        act(now -> queue(name).tags().putAll(tags));
    }

    public void untag(String name, List<String> keys) {
        act(now -> queue(name).tags().keySet().removeAll(keys));
    }

    /** Sends a message, or returns the first send of its deduplication id. */
    public Sent send(String name, NewMessage message) {
        return run(now -> queue(name).send(message, now));
    }

    /**
     * Receives messages. A long poll is answered when a message is visible, or empty at the end of its time. {@link
     * #abandon} ends it early.
     */
    public CompletableFuture<List<ReceivedMessage>> receive(String name, Receive receive) {
        return run(now -> {
            Queue queue = queue(name);
            Integer given = receive.waitSeconds();
            int wait = given == null ? queue.attributes().waitSeconds() : given;
            List<ReceivedMessage> received = receive(queue, receive, now);
            if (!received.isEmpty() || wait == 0) {
                return CompletableFuture.completedFuture(received);
            }
            Poll poll = new Poll(queue, receive, now + 1000L * wait);
            polls.add(poll);
            return poll.answer;
        });
    }

    /** Ends a receive whose caller is gone; messages that it has just received become visible again. */
    public void abandon(String name, CompletableFuture<List<ReceivedMessage>> receive) {
        act(now -> polls.removeIf(poll -> poll.answer == receive));
        if (!receive.cancel(false) && !receive.isCompletedExceptionally()) {
            giveBack(name, receive.join());
        }
    }

    private void giveBack(String name, List<ReceivedMessage> messages) {
        changeVisibility(
                name,
                messages.stream()
                        .map(message -> new VisibilityChange(message.receiptHandle(), 0))
                        .toList());
    }

    /** Deletes messages by their receipt handles; returns the rejection of each, null for a deleted one. */
    public List<@Nullable QueueException> delete(String name, List<String> handles) {
        return run(now -> {
            Queue queue = queue(name);
            return each(handles, handle -> queue.delete(handle, now));
        });
    }

    /** Returns the groups of the messages that receipt handles name. */
    public Set<String> groups(String name, List<String> handles) {
        return run(now -> queue(name).groups(handles));
    }

    /** Changes the visibility of messages in one step; returns the rejection of each, null for a changed one. */
    public List<@Nullable QueueException> changeVisibility(String name, List<VisibilityChange> changes) {
        return run(now -> {
            Queue queue = queue(name);
            return each(changes, change -> queue.changeVisibility(change.receiptHandle(), change.seconds(), now));
        });
    }

    /** A new time-out for a message in flight. */
    public record VisibilityChange(String receiptHandle, int seconds) {}

    public void purge(String name) {
        act(now -> queue(name).purge(now));
    }

    /** Returns the names of the queues that send their dead letters to a queue. */
    public List<String> deadLetterSources(String name) {
        return run(now -> {
            String target = queue(name).arn();
            return queues.values().stream()
                    .filter(queue -> isTarget(queue, target))
                    .map(Queue::name)
                    .toList();
        });
    }

    /** Starts to move the messages of a dead-letter queue; returns the task's handle. */
    public String startMove(String sourceArn, @Nullable String destinationArn, @Nullable Integer perSecond) {
        return run(now -> {
            Queue source = queueOf(sourceArn);
            if (queues.values().stream().noneMatch(queue -> isTarget(queue, sourceArn))) {
                throw QueueException.invalid(
                        "SourceArn", sourceArn, "Source queue must be configured as a Dead Letter Queue");
            }
            if (destinationArn != null) {
                queueOf(destinationArn);
            }
            String handle = ids.get();
            moves.start(handle, source, destinationArn, perSecond, now);
            return handle;
        });
    }

    /** Ends a running move; returns the number of messages that it moved. */
    public int cancelMove(String handle) {
        return run(now -> moves.cancel(handle));
    }

    /** Returns the latest moves of a queue, the newest first. */
    public List<MoveTask> moves(String sourceArn, int max) {
        return run(now -> moves.latest(queueOf(sourceArn).arn(), max));
    }

    private List<ReceivedMessage> receive(Queue queue, Receive receive, long now) {
        return queue.receive(
                receive.max(),
                receive.visibilitySeconds(),
                (message, policy) -> {
                    Queue letters = find(policy.targetArn());
                    if (letters != null) {
                        letters.acceptDeadLetter(message, queue.arn(), now);
                    }
                    return letters != null;
                },
                now);
    }

    private interface Operation<T extends @Nullable Object> {
        T at(long now);
    }

    /** Runs an operation alone, then answers the polls that it woke. */
    private <T extends @Nullable Object> T run(Operation<T> operation) {
        List<Runnable> answers = new ArrayList<>(0);
        try {
            synchronized (this) {
                long now = clock.millis();
                try {
                    return operation.at(now);
                } finally {
                    serve(now, answers);
                }
            }
        } finally {
            answers.forEach(Runnable::run);
        }
    }

    private void act(LongConsumer operation) {
        Boolean unused = run(now -> {
            operation.accept(now);
            return true;
        });
    }

    /** Answers each poll that has messages or no time left, and sets the alarm for the others. */
    private void serve(long now, List<Runnable> answers) {
        long next = Long.MAX_VALUE;
        for (Iterator<Poll> waiting = polls.iterator(); waiting.hasNext(); ) {
            Poll poll = waiting.next();
            List<ReceivedMessage> received =
                    poll.queue.hasNext(now) ? receive(poll.queue, poll.receive, now) : List.of();
            if (!received.isEmpty() || poll.until <= now) {
                waiting.remove();
                answers.add(() -> {
                    if (!poll.answer.complete(received)) {
                        giveBack(poll.queue.name(), received);
                    }
                });
            } else {
                next = Math.min(next, Math.min(poll.until, poll.queue.nextChange()));
            }
        }
        if (next < wakeAt) {
            wakeAt = next;
            alarm.after(Math.max(0, next - now), this::wake);
        }
    }

    private void wake() {
        act(now -> wakeAt = Long.MAX_VALUE);
    }

    private void rejectPolls(Queue deleted) {
        List<Poll> waiting =
                polls.stream().filter(poll -> poll.queue == deleted).toList();
        polls.removeAll(waiting);
        waiting.forEach(poll -> poll.answer.completeExceptionally(unknownQueue()));
    }

    private static QueueException unknownQueue() {
        return QueueError.QUEUE_DOES_NOT_EXIST.with("The specified queue does not exist.");
    }

    private static <A> List<@Nullable QueueException> each(List<A> arguments, Consumer<A> operation) {
        List<@Nullable QueueException> rejections = new ArrayList<>(arguments.size());
        for (A argument : arguments) {
            try {
                operation.accept(argument);
                rejections.add(null);
            } catch (QueueException rejected) {
                rejections.add(rejected);
            }
        }
        return rejections;
    }

    private void validateRedrive(QueueAttributes attributes) {
        QueueAttributes.RedrivePolicy policy = attributes.redrivePolicy();
        if (policy == null) {
            return;
        }
        Queue target = find(policy.targetArn());
        if (target == null) {
            throw QueueError.INVALID_PARAMETER_VALUE.with(
                    "Value %s for parameter RedrivePolicy is invalid. Reason: Dead letter target does not exist."
                            .formatted(policy));
        }
        if (target.isFifo() != attributes.fifo()) {
            throw QueueError.INVALID_PARAMETER_VALUE.with(
                    ("Value %s for parameter RedrivePolicy is invalid. Reason: Dead-letter queue must be same type of"
                                    + " queue as the source.")
                            .formatted(policy));
        }
    }

    private static boolean isTarget(Queue queue, String arn) {
        QueueAttributes.RedrivePolicy policy = queue.attributes().redrivePolicy();
        return policy != null && policy.targetArn().equals(arn);
    }

    private Queue queue(String name) {
        Queue queue = queues.get(name);
        if (queue == null) {
            throw unknownQueue();
        }
        return queue;
    }

    private Queue queueOf(String arn) {
        Queue queue = find(arn);
        if (queue == null || !queue.arn().equals(arn)) {
            throw QueueError.RESOURCE_NOT_FOUND.with(
                    "The resource that you specified for the arn %s doesn't exist.".formatted(arn));
        }
        return queue;
    }

    private String arn(String name) {
        return "arn:aws:sqs:" + region + ":" + ACCOUNT + ":" + name;
    }

    /** Returns the queue of an ARN, null if there is none. */
    private @Nullable Queue find(String arn) {
        return queues.get(arn.substring(arn.lastIndexOf(':') + 1));
    }
}
