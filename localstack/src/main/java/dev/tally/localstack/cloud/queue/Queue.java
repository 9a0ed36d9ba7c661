package dev.tally.localstack.cloud.queue;

import dev.tally.localstack.cloud.queue.StoredMessage.State;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The state of one queue. Every call names the current time. Not thread-safe: {@link Queues} guards it. */
final class Queue {

    private static final long MAX_VISIBILITY_SECONDS = 43_200;
    private static final long PURGE_INTERVAL_MILLIS = 60_000;
    private static final long SWEEP_MILLIS = 60_000;

    private final String name;
    private final String arn;
    private final long createdAt;
    private final Supplier<String> ids;
    private final LongSupplier sequences;
    private final Journal journal;

    private final Map<String, StoredMessage> messages = new HashMap<>();
    private final Backlog backlog;
    private final TreeSet<StoredMessage> hidden =
            new TreeSet<>(Comparator.<StoredMessage>comparingLong(message -> message.hiddenUntil)
                    .thenComparingLong(message -> message.sequence));
    private final Deduplication deduplication = new Deduplication();
    private final Map<String, String> tags = new HashMap<>();
    private QueueAttributes attributes;
    private long changedAt;
    private int inFlight;
    private long purgedAt = Long.MIN_VALUE / 2;
    private long sweptAt;

    /** The destination of a message that was received too often. */
    interface DeadLetterRoute {

        /** @return whether the message was moved */
        boolean move(StoredMessage message, QueueAttributes.RedrivePolicy policy);
    }

    Queue(
            String name,
            String arn,
            QueueAttributes attributes,
            long now,
            Supplier<String> ids,
            LongSupplier sequences,
            Journal journal,
            Examination examination) {
        this.name = name;
        this.arn = arn;
        this.attributes = attributes;
        this.createdAt = now;
        this.changedAt = now;
        this.sweptAt = now;
        this.ids = ids;
        this.sequences = sequences;
        this.journal = journal;
        this.backlog = new Backlog(attributes.fifo(), attributes.fifo() ? examination : Examination.ALL);
    }

    String name() {
        return name;
    }

    String arn() {
        return arn;
    }

    QueueAttributes attributes() {
        return attributes;
    }

    Map<String, String> tags() {
        return tags;
    }

    boolean isFifo() {
        return attributes.fifo();
    }

    void change(Map<String, String> changes, long now) {
        attributes = attributes.with(changes);
        changedAt = now;
        if (isFifo()) {
            delayAgain(now);
        }
    }

    // "For FIFO queues, the per-queue delay setting is retroactive", which also keeps the order of sending.
    // https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-delay-queues.html
    private void delayAgain(long now) {
        List<StoredMessage> delayed = hidden.stream()
                .filter(message -> message.state == State.DELAYED)
                .toList();
        delayed.forEach(hidden::remove);
        delayed.forEach(
                message -> hideUntil(message, State.DELAYED, message.entry.sentAt() + attributes.delayMillis()));
        advance(now);
    }

    /** @throws QueueException if the message breaks a rule */
    Sent send(NewMessage message, long now) {
        message.validate(attributes);
        if (!isFifo()) {
            Integer delay = message.delaySeconds();
            return sent(store(message, null, delay == null ? attributes.delayMillis() : 1000L * delay, now));
        }
        String given = message.deduplicationId();
        String id = given == null ? Digests.sha256(message.body()) : given;
        String scope = scope(message);
        Deduplication.First first = deduplication.find(scope, id, now);
        if (first != null) {
            return new Sent(
                    first.messageId(), Digests.md5(message.body()), ReceivedMessage.sequenceNumber(first.sequence()));
        }
        StoredMessage stored = store(message, id, attributes.delayMillis(), now);
        deduplication.add(scope, id, new Deduplication.First(stored.id, stored.sequence, now));
        return sent(stored);
    }

    private Sent sent(StoredMessage message) {
        String number = isFifo() ? ReceivedMessage.sequenceNumber(message.sequence) : null;
        return new Sent(message.id, message.md5, number);
    }

    private StoredMessage store(NewMessage content, @Nullable String deduplicationId, long delayMillis, long now) {
        return insert(
                entry(ids.get(), content, now, deduplicationId, null), delayMillis == 0 ? null : now + delayMillis);
    }

    private Change.Entered entry(
            String id,
            NewMessage content,
            long sentAt,
            @Nullable String deduplicationId,
            @Nullable String deadLetterSource) {
        return new Change.Entered(name, id, sequences.getAsLong(), content, sentAt, deduplicationId, deadLetterSource);
    }

    private StoredMessage insert(Change.Entered entry, @Nullable Long delayedUntil) {
        StoredMessage message = new StoredMessage(entry);
        messages.put(message.id, message);
        backlog.enter(message);
        if (delayedUntil == null) {
            show(message);
        } else {
            hideUntil(message, State.DELAYED, delayedUntil);
        }
        journal.record(entry);
        return message;
    }

    /** Inserts a recorded message, and remembers its deduplication id from the time of its sending. */
    void restore(Change.Entered entry) {
        StoredMessage message = insert(entry, null);
        if (isFifo() && entry.deduplicationId() != null && entry.deadLetterSource() == null) {
            deduplication.add(
                    scope(entry.content()),
                    entry.deduplicationId(),
                    new Deduplication.First(message.id, message.sequence, entry.sentAt()));
        }
    }

    /** Removes a message by its id. */
    void remove(String messageId) {
        StoredMessage message = messages.get(messageId);
        if (message != null) {
            discard(message);
        }
    }

    /** Returns the changes that restore the messages, and the deduplication ids of the deleted ones. */
    List<Change> snapshot(long now) {
        List<Change> changes = new ArrayList<>();
        deduplication.forEach(now, (group, id, first) -> {
            if (!messages.containsKey(first.messageId())) {
                NewMessage empty = new NewMessage("deleted", Map.of(), null, group, id, null);
                changes.add(new Change.Entered(name, first.messageId(), first.sequence(), empty, first.at(), id, null));
                changes.add(new Change.Left(name, first.messageId()));
            }
        });
        messages.values().stream()
                .map(message -> message.entry)
                .sorted(Comparator.comparingLong(Change.Entered::sequence))
                .forEach(changes::add);
        return changes;
    }

    private @Nullable String scope(NewMessage message) {
        return attributes.deduplicatesPerGroup() ? message.groupId() : null;
    }

    /**
     * Accepts a dead letter, which keeps its id and gets the next sequence number.
     *
     * @see <a href="https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-dead-letter-queues.html#understanding-message-retention-periods">
     *     SQS: a dead letter's time of sending, which only a standard queue keeps</a>
     */
    void acceptDeadLetter(StoredMessage letter, String source, long now) {
        long sentAt = isFifo() ? now : letter.entry.sentAt();
        insert(entry(letter.id, letter.content, sentAt, letter.entry.deduplicationId(), source), null);
    }

    /**
     * Accepts a message of a move task as a new message, which no earlier deduplication id discards.
     *
     * @see <a href="https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-configure-dead-letter-queue-redrive.html">
     *     SQS: dead-letter queue redrive</a>
     */
    void acceptMoved(StoredMessage moved, long now) {
        insert(entry(ids.get(), moved.content, now, moved.entry.deduplicationId(), null), null);
    }

    /** Returns whether a receive would return a message. */
    boolean hasNext(long now) {
        advance(now);
        return backlog.hasNext();
    }

    /** Receives visible messages, and hides them for a time. */
    List<ReceivedMessage> receive(int max, @Nullable Integer visibilitySeconds, DeadLetterRoute route, long now) {
        advance(now);
        long seconds = visibilitySeconds == null ? attributes.visibilitySeconds() : visibilitySeconds;
        List<ReceivedMessage> received = new ArrayList<>();
        StoredMessage previous = null;
        while (received.size() < max) {
            StoredMessage next = backlog.poll(previous);
            if (next == null) {
                break;
            }
            inFlight++;
            next.state = State.IN_FLIGHT;
            if (isDeadLetter(next, route)) {
                discard(next);
            } else {
                next.receives++;
                next.firstReceivedAt = next.receives == 1 ? now : next.firstReceivedAt;
                next.lastReceivedAt = now;
                hideUntil(next, State.IN_FLIGHT, now + 1000 * seconds);
                received.add(ReceivedMessage.of(next, isFifo()));
                previous = next;
            }
        }
        if (seconds == 0) {
            advance(now);
        }
        return received;
    }

    private boolean isDeadLetter(StoredMessage message, DeadLetterRoute route) {
        QueueAttributes.RedrivePolicy policy = attributes.redrivePolicy();
        return policy != null && message.receives >= policy.maxReceiveCount() && route.move(message, policy);
    }

    /** Returns the groups of the messages of receipts. A message that is no longer in the queue has none. */
    Set<String> groups(List<String> handles) {
        return handles.stream()
                .map(handle -> messages.get(Receipt.parse(handle).messageId()))
                .filter(Objects::nonNull)
                .map(message -> message.group(isFifo()))
                .collect(Collectors.toSet());
    }

    /** Deletes the message of a receipt. A message that is no longer in the queue counts as deleted. */
    void delete(String handle, long now) {
        advance(now);
        Receipt receipt = Receipt.parse(handle);
        StoredMessage message = messages.get(receipt.messageId());
        if (message == null) {
            return;
        }
        boolean latest = receipt.receive() == message.receives;
        if (isFifo() && !(latest && message.state == State.IN_FLIGHT)) {
            throw QueueException.invalid("ReceiptHandle", handle, "The receipt handle has expired");
        }
        // A standard queue accepts an earlier receipt, but need not delete the message.
        // https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_DeleteMessage.html
        if (latest) {
            discard(message);
        }
    }

    /** Hides a message in flight for a time that starts now; 0 makes it visible at once. */
    void changeVisibility(String handle, int seconds, long now) {
        if (seconds < 0 || seconds > MAX_VISIBILITY_SECONDS) {
            throw QueueException.invalid(
                    "VisibilityTimeout", seconds, "Must be between 0 and " + MAX_VISIBILITY_SECONDS + ", if provided");
        }
        advance(now);
        Receipt receipt = Receipt.parse(handle);
        StoredMessage message = messages.get(receipt.messageId());
        if (message == null) {
            throw QueueException.invalid(
                    "ReceiptHandle",
                    handle,
                    "Message does not exist or is not available for visibility timeout change");
        }
        if (message.state != State.IN_FLIGHT || receipt.receive() != message.receives) {
            throw QueueError.MESSAGE_NOT_IN_FLIGHT.with("The specified message isn't in flight.");
        }
        if (now + 1000L * seconds > message.lastReceivedAt + 1000 * MAX_VISIBILITY_SECONDS) {
            throw QueueException.invalid(
                    "VisibilityTimeout",
                    seconds,
                    "Total VisibilityTimeout for the message is beyond the limit [" + MAX_VISIBILITY_SECONDS
                            + " seconds]");
        }
        hidden.remove(message);
        hideUntil(message, State.IN_FLIGHT, now + 1000L * seconds);
    }

    /** Deletes all messages. Deduplication ids stay. */
    void purge(long now) {
        if (now - purgedAt < PURGE_INTERVAL_MILLIS) {
            throw QueueError.PURGE_QUEUE_IN_PROGRESS.with(
                    "Only one PurgeQueue operation on %s is allowed every 60 seconds.".formatted(name));
        }
        purgedAt = now;
        List.copyOf(messages.values()).forEach(this::discard);
    }

    /** Returns up to a number of visible messages, the oldest first, for a move task. */
    List<StoredMessage> visible(int max, long now) {
        advance(now);
        return messages.values().stream()
                .filter(message -> message.state == State.VISIBLE)
                .sorted(Comparator.comparingLong(message -> message.sequence))
                .limit(max)
                .toList();
    }

    int visibleCount(long now) {
        advance(now);
        return backlog.size();
    }

    /** Returns the time of the next change that only time causes, {@link Long#MAX_VALUE} for none. */
    long nextChange() {
        return hidden.isEmpty() ? Long.MAX_VALUE : hidden.first().hiddenUntil;
    }

    /** Returns all attributes, the numbers of messages included. */
    Map<String, String> describe(long now) {
        advance(now);
        Map<String, String> all = attributes.all();
        all.put("QueueArn", arn);
        all.put("CreatedTimestamp", Long.toString(createdAt / 1000));
        all.put("LastModifiedTimestamp", Long.toString(changedAt / 1000));
        all.put("ApproximateNumberOfMessages", Integer.toString(backlog.size()));
        all.put("ApproximateNumberOfMessagesNotVisible", Integer.toString(inFlight));
        all.put("ApproximateNumberOfMessagesDelayed", Integer.toString(hidden.size() - inFlight));
        return all;
    }

    /** Brings the queue up to the current time: shows messages, and removes those past their retention. */
    private void advance(long now) {
        while (!hidden.isEmpty() && hidden.first().hiddenUntil <= now) {
            StoredMessage due = hidden.first();
            hidden.remove(due);
            if (due.state == State.IN_FLIGHT) {
                inFlight--;
                backlog.land(due);
            }
            show(due);
        }
        if (now - sweptAt >= SWEEP_MILLIS) {
            sweptAt = now;
            messages.values().stream()
                    .filter(message -> message.entry.sentAt() + attributes.retentionMillis() <= now)
                    .toList()
                    .forEach(this::discard);
        }
    }

    private void show(StoredMessage message) {
        message.state = State.VISIBLE;
        backlog.add(message);
    }

    private void hideUntil(StoredMessage message, State state, long until) {
        message.state = state;
        message.hiddenUntil = until;
        hidden.add(message);
    }

    /** Removes a message in any state. */
    void discard(StoredMessage message) {
        messages.remove(message.id);
        hidden.remove(message);
        backlog.leave(message);
        switch (message.state) {
            case VISIBLE -> backlog.remove(message);
            case IN_FLIGHT -> {
                inFlight--;
                backlog.land(message);
            }
            case DELAYED -> {}
        }
        journal.record(new Change.Left(name, message.id));
    }
}
