package dev.tally.broadcaster.fanout;

import com.amazonaws.services.lambda.runtime.Context;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.tally.broadcaster.lambda.BroadcasterSettings;
import dev.tally.broadcaster.lambda.JsonHandler;
import dev.tally.broadcaster.lambda.StreamBatch;
import dev.tally.counter.Epoch;
import dev.tally.runtime.Deadline;
import dev.tally.runtime.metrics.Metrics;
import jakarta.inject.Named;
import java.time.Clock;
import java.time.Duration;

/**
 * The function {@code fanout}. It receives stream records of totals and returns the record to retry from. It also
 * handles the events that it sends to itself.
 */
@Named("fanout")
public class FanOutHandler extends JsonHandler {

    private final FanOut fanOut;
    private final PushToViewers pushToViewers;
    private final LateViewers lateViewers;
    private final Epoch epoch;
    private final Duration deadlineMargin;
    private final Clock clock;

    public FanOutHandler(
            FanOut fanOut,
            PushToViewers pushToViewers,
            LateViewers lateViewers,
            BroadcasterSettings settings,
            Clock clock,
            Metrics metrics) {
        super(metrics);
        this.fanOut = fanOut;
        this.pushToViewers = pushToViewers;
        this.lateViewers = lateViewers;
        this.epoch = new Epoch(settings.epoch());
        this.deadlineMargin = settings.deadlineMargin();
        this.clock = clock;
    }

    @Override
    protected JsonNode handle(JsonNode event, Context context) {
        Deadline deadline = Deadline.after(
                Duration.ofMillis(context.getRemainingTimeInMillis()).minus(deadlineMargin), clock);
        try {
            return handle(event, deadline);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while pushing", interrupted);
        }
    }

    private JsonNode handle(JsonNode event, Deadline deadline) throws InterruptedException {
        if (event.has("Records")) {
            StreamBatch batch = StreamBatch.of(event);
            return batch.answer(fanOut.push(ChangedTotals.of(batch, epoch), deadline));
        }
        if (event.has("bucket")) {
            Bucket bucket = InvocationEvents.bucket(event.get("bucket"));
            pushToViewers.push(bucket.audience(), PushRate.perSecond(bucket.pushesPerSecond()), deadline);
        } else if (event.has("late")) {
            JsonNode late = event.get("late");
            lateViewers.push(InvocationEvents.counter(late), InvocationEvents.connections(late), deadline);
        } else {
            throw new IllegalArgumentException(
                    "the event has no Records: invoke fanout with an event of a DynamoDB stream");
        }
        return JsonNodeFactory.instance.objectNode();
    }
}
