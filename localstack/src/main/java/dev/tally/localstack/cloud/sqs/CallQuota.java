package dev.tally.localstack.cloud.sqs;

import dev.tally.localstack.cloud.queue.Examination;
import dev.tally.localstack.cloud.queue.NewMessage;
import dev.tally.localstack.cloud.queue.QueueError;
import dev.tally.localstack.cloud.queue.QueueException;
import dev.tally.localstack.quota.KeyedRates;
import dev.tally.localstack.quota.Quota;
import dev.tally.localstack.quota.QuotaMeter;
import dev.tally.localstack.quota.Quotas;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The calls per second of each action and message group of a FIFO queue.
 *
 * <p>The calls of an event source are not limited. A group has one batch in flight, so its receives and deletes are no
 * more than its sends.
 *
 * @see <a href="https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-messages.html">SQS: 300
 *     transactions per second, API action and partition</a>
 */
abstract class CallQuota {

    private static final String QUEUE = "queue";

    private static final CallQuota NONE = new CallQuota() {
        @Override
        Set<String> throttled(String action, String queue, Supplier<? extends Collection<String>> groups) {
            return Set.of();
        }
    };

    static CallQuota of(@Nullable Quotas quotas) {
        return quotas == null ? NONE : new PerGroup(quotas.rates(Quota.CALLS_PER_GROUP), quotas.meter());
    }

    /** Returns the part of a FIFO queue in which a receive finds groups. */
    static Examination examination(@Nullable Quotas quotas) {
        return quotas == null
                ? Examination.ALL
                : new Examination(
                        quotas.count(Quota.EXAMINED_MESSAGES),
                        () -> quotas.isUsedUp(Quota.EXAMINED_MESSAGES, QUEUE),
                        () -> quotas.meter().reached(Quota.EXAMINED_MESSAGES, QUEUE));
    }

    static Supplier<Set<String>> groups(List<NewMessage> messages) {
        return () -> messages.stream()
                .map(NewMessage::groupId)
                .filter(Objects::nonNull)
                .collect(Collectors.toSet());
    }

    /**
     * Counts a call.
     *
     * @param groups the message groups of the call
     * @throws QueueException if a group has no call left
     */
    void take(String action, String queue, Supplier<? extends Collection<String>> groups) {
        if (!throttled(action, queue, groups).isEmpty()) {
            throw rejection(action);
        }
    }

    /**
     * Counts a call, and returns its groups that have no call left.
     *
     * @param groups the message groups of the call
     */
    abstract Set<String> throttled(String action, String queue, Supplier<? extends Collection<String>> groups);

    static QueueException rejection(String action) {
        return new QueueException(
                QueueError.REQUEST_THROTTLED, "Rate exceeded for " + action + " on the message group.");
    }

    private static final class PerGroup extends CallQuota {

        private final KeyedRates rates;
        private final QuotaMeter meter;

        PerGroup(KeyedRates rates, QuotaMeter meter) {
            this.rates = rates;
            this.meter = meter;
        }

        @Override
        Set<String> throttled(String action, String queue, Supplier<? extends Collection<String>> groups) {
            if (!queue.endsWith(".fifo")) {
                return Set.of();
            }
            Set<String> throttled = new HashSet<>();
            for (String group : Set.copyOf(groups.get())) {
                if (!rates.of(action + " " + queue + " " + group).tryTake(1)) {
                    meter.reached(Quota.CALLS_PER_GROUP, group);
                    throttled.add(group);
                }
            }
            return throttled;
        }
    }
}
