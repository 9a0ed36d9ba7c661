package dev.tally.aggregator;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.events.SQSBatchResponse;
import com.amazonaws.services.lambda.runtime.events.SQSBatchResponse.BatchItemFailure;
import com.amazonaws.services.lambda.runtime.events.SQSEvent;
import com.amazonaws.services.lambda.runtime.events.SQSEvent.SQSMessage;
import dev.tally.runtime.Deadline;
import dev.tally.runtime.metrics.Metric;
import dev.tally.runtime.metrics.Metrics;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The handler of the aggregator. It receives an SQS event, and returns the messages that SQS must deliver again.
 *
 * @see <a href="https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html#services-sqs-batchfailurereporting">
 *     Lambda: partial batch responses</a>
 */
public class AggregatorHandler implements RequestHandler<SQSEvent, SQSBatchResponse> {

    private final ProcessBatch processBatch;
    private final SoonRedelivery soonRedelivery;
    private final Duration deadlineMargin;
    private final Clock clock;
    private final Metrics metrics;

    AggregatorHandler(
            ProcessBatch processBatch,
            SoonRedelivery soonRedelivery,
            AggregatorSettings settings,
            Clock clock,
            Metrics metrics) {
        this.processBatch = processBatch;
        this.soonRedelivery = soonRedelivery;
        this.deadlineMargin = settings.deadlineMargin();
        this.clock = clock;
        this.metrics = metrics;
    }

    @Override
    public SQSBatchResponse handleRequest(@Nullable SQSEvent event, Context context) {
        Duration time = Duration.ofMillis(context.getRemainingTimeInMillis());
        Deadline forWork = Deadline.after(time.minus(deadlineMargin), clock);
        Deadline forRedelivery = Deadline.after(time.minus(deadlineMargin.dividedBy(2)), clock);
        List<Message> batch = records(event).stream().map(Message::of).toList();
        try {
            recordReceived(batch);
            List<Message> failed = processBatch.process(batch, forWork);
            if (!failed.isEmpty()) {
                metrics.record(Metric.MESSAGES_FAILED, failed.size());
                soonRedelivery.request(failed, forRedelivery);
            }
            return new SQSBatchResponse(failed.stream()
                    .map(message -> new BatchItemFailure(message.id()))
                    .toList());
        } finally {
            metrics.flush();
        }
    }

    private void recordReceived(List<Message> batch) {
        Instant now = clock.instant();
        if (!batch.isEmpty()) {
            metrics.record(Metric.BATCH_SIZE, batch.size());
        }
        batch.forEach(
                message -> message.sentAt().ifPresent(sentAt -> metrics.recordTime(Metric.QUEUE_DELAY, sentAt, now)));
    }

    private static List<SQSMessage> records(@Nullable SQSEvent event) {
        if (event == null || event.getRecords() == null) {
            throw new IllegalArgumentException("not an SQS event: the event has no Records");
        }
        return event.getRecords();
    }
}
