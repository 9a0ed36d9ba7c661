package dev.tally.localstack.sources.streams;

import dev.tally.localstack.lambda.Functions;
import dev.tally.localstack.lambda.InvocationResult;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** The runner of lanes. It invokes the function with their batches. */
final class LaneRunner {

    private static final Logger LOG = Logger.getLogger(LaneRunner.class);

    private final StreamSettings settings;
    private final Functions functions;
    private final SourceState state;
    private final ScheduledExecutorService workers;

    LaneRunner(StreamSettings settings, Functions functions, SourceState state, ScheduledExecutorService workers) {
        this.settings = settings;
        this.functions = functions;
        this.state = state;
        this.workers = workers;
    }

    /** Starts the next attempt of a lane, if the lane is free. */
    void advance(ShardFeed shard, Lane lane) {
        Attempt next = lane.begin(!state.paused());
        if (next == null) {
            return;
        }
        if (state.begin()) {
            invoke(next).whenCompleteAsync((result, failure) -> settle(shard, lane, next, result, failure), workers);
        } else {
            lane.abandon();
        }
    }

    private CompletionStage<InvocationResult> invoke(Attempt attempt) {
        try {
            return functions.invoke(settings.function(), RecordEvent.of(attempt.records()));
        } catch (RuntimeException rejected) {
            return CompletableFuture.failedFuture(rejected);
        }
    }

    private void settle(
            ShardFeed shard,
            Lane lane,
            Attempt attempt,
            @Nullable InvocationResult result,
            @Nullable Throwable failure) {
        AttemptOutcome outcome = outcome(attempt, result, failure);
        log(shard, attempt, outcome);
        try {
            follow(shard, lane, RetryPlan.after(attempt, outcome, settings.bisectBatchOnFunctionError()));
        } finally {
            // Last, because closing the source waits for this call and then expects every lane to be free.
            state.end();
        }
    }

    private void follow(ShardFeed shard, Lane lane, List<Attempt> rest) {
        if (rest.isEmpty()) {
            lane.resetWait();
            goOn(shard, lane, rest);
        } else {
            Duration wait = lane.nextWait();
            ScheduledFuture<?> unused =
                    workers.schedule(() -> goOn(shard, lane, rest), wait.toNanos(), TimeUnit.NANOSECONDS);
        }
    }

    private void goOn(ShardFeed shard, Lane lane, List<Attempt> rest) {
        lane.end(rest);
        advance(shard, lane);
        shard.laneAdvanced();
    }

    private AttemptOutcome outcome(Attempt attempt, @Nullable InvocationResult result, @Nullable Throwable failure) {
        if (result == null) {
            return AttemptOutcome.notInvoked(cause(failure));
        }
        if (result.functionError() != null) {
            return AttemptOutcome.failed(result);
        }
        List<String> batch =
                attempt.records().stream().map(StreamRecord::sequenceNumber).toList();
        return settings.reportBatchItemFailures()
                ? AttemptOutcome.reported(result, batch)
                : AttemptOutcome.processed(result, batch.size());
    }

    private void log(ShardFeed shard, Attempt attempt, AttemptOutcome outcome) {
        if (!outcome.invoked()) {
            LOG.warnf(
                    "stream-batch.not-invoked source=%s shard=%s records=%d reason=%s",
                    settings.name(), shard.id(), attempt.records().size(), outcome.reason());
        } else if (outcome.processed() < attempt.records().size()) {
            LOG.warnf(
                    "stream-batch.failed source=%s shard=%s requestId=%s records=%d processed=%d error=%s",
                    settings.name(),
                    shard.id(),
                    outcome.requestId(),
                    attempt.records().size(),
                    outcome.processed(),
                    outcome.reason());
        }
    }

    private static Throwable cause(@Nullable Throwable failure) {
        return failure == null ? new IllegalStateException("no answer") : Functions.failureOf(failure);
    }
}
