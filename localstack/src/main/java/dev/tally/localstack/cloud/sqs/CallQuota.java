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

    private static final CallQuota NONE = new CallQuota() {
        @Override
        void take(String action, String queue, Supplier<? extends Collection<String>> groups) {}
    };

    static CallQuota of(@Nullable Quotas quotas) {
        return quotas == null ? NONE : new PerGroup(quotas.rates(Quota.CALLS_PER_GROUP), quotas.meter());
    }

    /** Returns the part of a FIFO queue in which a receive finds groups. */
    static Examination examination(@Nullable Quotas quotas) {
        return quotas == null
                ? Examination.ALL
                : new Examination(quotas.count(Quota.EXAMINED_MESSAGES), () -> quotas.meter()
                        .reached(Quota.EXAMINED_MESSAGES, "queue"));
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
    abstract void take(String action, String queue, Supplier<? extends Collection<String>> groups);

    private static final class PerGroup extends CallQuota {

        private final KeyedRates rates;
        private final QuotaMeter meter;

        PerGroup(KeyedRates rates, QuotaMeter meter) {
            this.rates = rates;
            this.meter = meter;
        }

        @Override
        void take(String action, String queue, Supplier<? extends Collection<String>> groups) {
            if (!queue.endsWith(".fifo")) {
                return;
            }
            for (String group : groups.get()) {
                if (!rates.of(action + " " + queue + " " + group).tryTake(1)) {
                    meter.reached(Quota.CALLS_PER_GROUP, group);
                    throw new QueueException(
                            QueueError.REQUEST_THROTTLED, "Rate exceeded for " + action + " on the message group.");
                }
            }
        }
    }
}
