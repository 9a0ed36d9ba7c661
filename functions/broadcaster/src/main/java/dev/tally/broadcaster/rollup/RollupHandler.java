package dev.tally.broadcaster.rollup;

import com.amazonaws.services.lambda.runtime.Context;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tally.broadcaster.lambda.AsyncInvocations;
import dev.tally.broadcaster.lambda.BroadcasterSettings;
import dev.tally.broadcaster.lambda.HandOver;
import dev.tally.broadcaster.lambda.JsonHandler;
import dev.tally.broadcaster.lambda.StreamBatch;
import dev.tally.counter.CounterId;
import dev.tally.counter.Total;
import dev.tally.counter.Voter;
import dev.tally.counter.dynamodb.TableChange;
import dev.tally.runtime.Concurrently;
import dev.tally.runtime.Deadline;
import dev.tally.runtime.Pauses;
import dev.tally.runtime.metrics.Metrics;
import dev.tally.runtime.trace.TraceContext;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;

/**
 * The function {@code rollup}. It receives stream records of shards and returns the record to retry from. A counter that
 * fails repeatedly is left to a separate invocation.
 *
 * <p>{@code {"rebuild":"<counter>"}} publishes the total of one counter again and returns it.
 * {@code {"audit":"<counter>"}} compares the counter's shards, total and history and returns the result.
 * {@code {"rebuild-votes":"<counter>"}} rebuilds the sums of a counter's shards from its votes, in parts.
 * {@code {"export":"<counter>"}} lists the votes of a counter, and {@code {"forget":"<voter>"}} deletes those of a voter.
 */
@Named("rollup")
@Singleton
public class RollupHandler extends JsonHandler {

    private final Rollup rollup;
    private final PlanShards planShards;
    private final AuditCounter auditCounter;
    private final ManageVotes manageVotes;
    private final RebuildVotes rebuildVotes;
    private final Concurrently concurrently;
    private final HandOver handOver;
    private final Duration deadlineMargin;
    private final Clock clock;

    RollupHandler(
            Rollup rollup,
            PlanShards planShards,
            AuditCounter auditCounter,
            ManageVotes manageVotes,
            RebuildVotes rebuildVotes,
            Concurrently concurrently,
            AsyncInvocations invocations,
            Pauses pauses,
            BroadcasterSettings settings,
            Clock clock,
            LongSupplier nanos,
            Metrics metrics) {
        super(metrics);
        this.rollup = rollup;
        this.planShards = planShards;
        this.auditCounter = auditCounter;
        this.manageVotes = manageVotes;
        this.rebuildVotes = rebuildVotes;
        this.concurrently = concurrently;
        this.handOver = new HandOver(concurrently, RollupHandler::rebuildEvent, invocations, pauses, clock, nanos);
        this.deadlineMargin = settings.deadlineMargin();
        this.clock = clock;
    }

    @Override
    protected JsonNode handle(JsonNode event, Context context) {
        Duration time = Duration.ofMillis(context.getRemainingTimeInMillis());
        Deadline forWork = Deadline.after(time.minus(deadlineMargin), clock);
        if (event.has("rebuild")) {
            return rebuild(event, forWork);
        }
        if (event.has("audit")) {
            return auditCounter.audit(new CounterId(event.get("audit").asText()));
        }
        if (event.has("rebuild-votes")) {
            return rebuildVotes.rebuild(new CounterId(event.get("rebuild-votes").asText()), text(event, "state"));
        }
        if (event.has("forget")) {
            return manageVotes.forget(new Voter(event.get("forget").asText()));
        }
        if (event.has("export")) {
            return manageVotes.export(new CounterId(event.get("export").asText()), text(event, "start"));
        }
        if (!event.has("Records")) {
            throw new IllegalArgumentException(
                    "the event has no Records: invoke rollup with an event of a DynamoDB stream,"
                            + " {\"rebuild\":\"<counter>\"}, {\"audit\":\"<counter>\"},"
                            + " {\"rebuild-votes\":\"<counter>\"}, {\"export\":\"<counter>\"} or"
                            + " {\"forget\":\"<voter>\"}");
        }
        StreamBatch batch = StreamBatch.of(event);
        Deadline forHandOver = Deadline.after(time.minus(deadlineMargin.dividedBy(2)), clock);
        Set<CounterId> failed = concurrently.failures(
                batch.byCounter(),
                changes -> roll(changes, handOver.deadline(counter(changes), forWork)),
                changes -> handOver.deadline(counter(changes), forWork),
                StreamBatch::logFailure);
        return batch.answer(handOver.rest(batch, failed, forHandOver));
    }

    private static Optional<String> text(JsonNode event, String field) {
        return Optional.ofNullable(event.get(field)).map(JsonNode::asText);
    }

    private void roll(List<TableChange> changes, Deadline deadline) {
        CounterId counter = counter(changes);
        rollup.roll(
                counter, changedMinutes(changes), trace(changes), shards -> planShards.plan(counter, shards, deadline));
    }

    private static CounterId counter(List<TableChange> changes) {
        return changes.get(0).counter();
    }

    /** Returns the event that rolls up a counter without a record. */
    private static ObjectNode rebuildEvent(CounterId counter) {
        return JsonNodeFactory.instance.objectNode().put("rebuild", counter.value());
    }

    /** Returns the last trace. A total has room for one trace only, so the other traces end here. */
    private static Optional<TraceContext> trace(List<TableChange> changes) {
        return changes.stream()
                .map(TableChange::trace)
                .flatMap(Optional::stream)
                .reduce((first, last) -> last);
    }

    private ObjectNode rebuild(JsonNode event, Deadline deadline) {
        CounterId counter = new CounterId(event.get("rebuild").asText());
        Total total = handOver.repeat(
                event, () -> rollup.rebuild(counter, shards -> planShards.plan(counter, shards, deadline)), deadline);
        return JsonNodeFactory.instance
                .objectNode()
                .put("counter", counter.value())
                .put("count", total.count())
                .put("version", total.version());
    }

    private static Set<Long> changedMinutes(List<TableChange> changes) {
        return changes.stream()
                .flatMap(change -> change.changedMinutes().stream())
                .collect(Collectors.toSet());
    }
}
