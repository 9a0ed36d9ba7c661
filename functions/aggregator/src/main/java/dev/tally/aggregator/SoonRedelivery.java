package dev.tally.aggregator;

import dev.tally.runtime.Concurrently;
import dev.tally.runtime.Deadline;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import org.jboss.logging.Logger;

/**
 * The redelivery of failed messages after a short delay. Otherwise they wait for the visibility time-out.
 *
 * <p>This relies on a rule of SQS: a message group stays closed while one of its messages is in flight. So a group is
 * received in order even though its messages become visible one by one.
 *
 * @see <a href="https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/FIFO-queues-understanding-logic.html">
 *     SQS: FIFO delivery logic</a>
 */
@Singleton
class SoonRedelivery {

    private static final Logger LOG = Logger.getLogger(SoonRedelivery.class);

    private final Redelivery redelivery;
    private final boolean enabled;
    private final Concurrently concurrently;

    SoonRedelivery(Redelivery redelivery, AggregatorSettings settings, ExecutorService executor) {
        this.redelivery = redelivery;
        this.enabled = settings.soonRedelivery();
        this.concurrently = new Concurrently(executor);
    }

    /** Requests the redelivery of failed messages. A failed request has no effect but a line in the log. */
    void request(List<Message> failed, Deadline deadline) {
        if (enabled) {
            Map<Message, Duration> delays = RedeliveryDelay.of(failed);
            // A separate thread, because the SDK's time-outs are longer than the time that is left.
            concurrently.failures(
                    Map.of("redelivery", delays),
                    redelivery::schedule,
                    deadline,
                    (any, reason) -> LOG.warnf(
                            "redelivery.failed messages=%d outcome=received-after-the-visibility-timeout reason=\"%s\"",
                            failed.size(), reason));
        }
    }
}
