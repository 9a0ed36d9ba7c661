package dev.tally.broadcaster.fanout;

import com.amazonaws.services.lambda.runtime.Context;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.tally.broadcaster.lambda.AsyncInvocations;
import dev.tally.broadcaster.lambda.BroadcasterSettings;
import dev.tally.broadcaster.lambda.HandOver;
import dev.tally.broadcaster.lambda.JsonHandler;
import dev.tally.broadcaster.lambda.StreamBatch;
import dev.tally.counter.CounterId;
import dev.tally.counter.Epoch;
import dev.tally.counter.Published;
import dev.tally.counter.TotalStore;
import dev.tally.runtime.Concurrently;
import dev.tally.runtime.Deadline;
import dev.tally.runtime.Pauses;
import dev.tally.runtime.metrics.Metrics;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.util.Set;
import java.util.function.LongSupplier;

/**
 * The function {@code fanout}. It receives stream records of totals and returns the record to retry from. It also
 * handles the events that it sends to itself.
 */
@Named("fanout")
@Singleton
public class FanOutHandler extends JsonHandler {

    private final FanOut fanOut;
    private final PushToViewers pushToViewers;
    private final PushToUnreached pushToUnreached;
    private final TotalStore totals;
    private final HandOver handOver;
    private final Epoch epoch;
    private final Duration deadlineMargin;
    private final Clock clock;

    public FanOutHandler(
            FanOut fanOut,
            PushToViewers pushToViewers,
            PushToUnreached pushToUnreached,
            TotalStore totals,
            Concurrently concurrently,
            AsyncInvocations invocations,
            Pauses pauses,
            BroadcasterSettings settings,
            Clock clock,
            LongSupplier nanos,
            Metrics metrics) {
        super(metrics);
        this.fanOut = fanOut;
        this.pushToViewers = pushToViewers;
        this.pushToUnreached = pushToUnreached;
        this.totals = totals;
        this.handOver = new HandOver(concurrently, InvocationEvents::push, invocations, pauses, clock, nanos);
        this.epoch = new Epoch(settings.epoch());
        this.deadlineMargin = settings.deadlineMargin();
        this.clock = clock;
    }

    @Override
    protected JsonNode handle(JsonNode event, Context context) {
        Duration time = Duration.ofMillis(context.getRemainingTimeInMillis());
        try {
            return handle(
                    event,
                    Deadline.after(time.minus(deadlineMargin), clock),
                    Deadline.after(time.minus(deadlineMargin.dividedBy(2)), clock));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while pushing", interrupted);
        }
    }

    private JsonNode handle(JsonNode event, Deadline deadline, Deadline forHandOver) throws InterruptedException {
        if (event.has("Records")) {
            StreamBatch batch = StreamBatch.of(event);
            Set<CounterId> failed = fanOut.push(ChangedTotals.of(batch, epoch), deadline);
            return batch.answer(handOver.rest(batch, failed, forHandOver));
        }
        if (event.has("push")) {
            CounterId counter = InvocationEvents.counter(event.get("push"));
            handOver.repeat(event, () -> pushAlone(counter, deadline), deadline);
        } else if (event.has("slice")) {
            pushToViewers.push(InvocationEvents.slice(event.get("slice")), deadline);
        } else if (event.has("unreached")) {
            pushToUnreached.push(InvocationEvents.unreached(event.get("unreached")), deadline);
        } else {
            throw new IllegalArgumentException(
                    "the event has no Records: invoke fanout with an event of a DynamoDB stream");
        }
        return JsonNodeFactory.instance.objectNode();
    }

    /** Pushes the latest total of one counter. Returns it. */
    private Published pushAlone(CounterId counter, Deadline deadline) {
        Published published = totals.find(counter);
        try {
            if (!fanOut.push(ChangedTotals.only(published), deadline).isEmpty()) {
                throw new IllegalStateException("the total of " + counter + " was not pushed to all viewers");
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while pushing", interrupted);
        }
        return published;
    }
}
