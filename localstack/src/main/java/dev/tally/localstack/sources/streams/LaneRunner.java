package dev.tally.localstack.sources.streams;

import dev.tally.localstack.lambda.Functions;
import dev.tally.localstack.lambda.InvocationResult;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Takes the batches of lanes through the function. */
final class LaneRunner {

    private static final Logger LOG = Logger.getLogger(LaneRunner.class);

    private final StreamSettings settings;
    private final Functions functions;
    private final OnFailureQueue onFailure;
    private final SourceState state;
    private final ScheduledExecutorService workers;
    private final InstantSource clock;

    LaneRunner(
            StreamSettings settings,
            Functions functions,
            OnFailureQueue onFailure,
            SourceState state,
            ScheduledExecutorService workers,
            InstantSource clock) {
        this.settings = settings;
        this.functions = functions;
        this.onFailure = onFailure;
        this.state = state;
        this.workers = workers;
        this.clock = clock;
    }

    /** Starts what a lane has to do, if it is free. */
    void advance(ShardFeed shard, Lane lane) {
        Attempt next = lane.begin(!state.paused());
        if (next == null) {
            return;
        }
        int old = tooOld(next);
        if (old > 0) {
            workers.execute(() -> giveUpOld(shard, lane, next, old));
        } else if (state.begin()) {
            invoke(next).whenCompleteAsync((result, failure) -> settle(shard, lane, next, result, failure), workers);
        } else {
            lane.abandon();
        }
    }

    private int tooOld(Attempt attempt) {
        return settings.maximumRecordAgeSeconds() == StreamSettings.WITHOUT_END
                ? 0
                : attempt.createdBefore(clock.instant().minusSeconds(settings.maximumRecordAgeSeconds()));
    }

    private void giveUpOld(ShardFeed shard, Lane lane, Attempt attempt, int old) {
        onFailure.send(
                new GivenUp(GivenUp.RECORD_AGE_EXCEEDED, attempt.part(0, old), null), shard.streamArn(), shard.id());
        Attempt rest = attempt.from(old);
        goOn(shard, lane, rest.records().isEmpty() ? List.of() : List.of(rest));
    }

    private CompletionStage<InvocationResult> invoke(Attempt attempt) {
        try {
            return functions.invoke(settings.function(), RecordEvent.of(attempt.records()));
        } catch (RuntimeException refused) {
            return CompletableFuture.failedFuture(refused);
        }
    }

    private void settle(
            ShardFeed shard,
            Lane lane,
            Attempt attempt,
            @Nullable InvocationResult result,
            @Nullable Throwable failure) {
        AttemptOutcome outcome = outcome(attempt, result, failure);
        Attempt tried = result == null ? attempt : attempt.invoked(result.requestId());
        RetryPlan plan = RetryPlan.after(tried, outcome, settings);
        log(shard, tried, outcome);
        if (plan.givenUp() != null) {
            onFailure.send(
                    new GivenUp(GivenUp.RETRY_ATTEMPTS_EXHAUSTED, plan.givenUp(), outcome.functionError()),
                    shard.streamArn(),
                    shard.id());
        }
        try {
            follow(shard, lane, plan);
        } finally {
            // Last, since who closes the source waits for this and then finds every lane free.
            state.end();
        }
    }

    private void follow(ShardFeed shard, Lane lane, RetryPlan plan) {
        if (plan.rest().isEmpty()) {
            lane.resetWait();
            goOn(shard, lane, List.of());
        } else {
            Duration wait = lane.nextWait();
            ScheduledFuture<?> unused =
                    workers.schedule(() -> goOn(shard, lane, plan.rest()), wait.toNanos(), TimeUnit.NANOSECONDS);
        }
    }

    private void goOn(ShardFeed shard, Lane lane, List<Attempt> rest) {
        lane.end(rest);
        advance(shard, lane);
        shard.laneMoved();
    }

    private AttemptOutcome outcome(Attempt attempt, @Nullable InvocationResult result, @Nullable Throwable failure) {
        if (result == null) {
            return AttemptOutcome.notInvoked(cause(failure));
        }
        if (result.functionError() != null) {
            return AttemptOutcome.functionError(result.functionError(), result.payload());
        }
        List<String> batch =
                attempt.records().stream().map(StreamRecord::sequenceNumber).toList();
        return settings.reportBatchItemFailures()
                ? AttemptOutcome.verdict(StreamVerdict.of(result.payload(), batch))
                : AttemptOutcome.processed(batch.size());
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
                    attempt.requestId(),
                    attempt.records().size(),
                    outcome.processed(),
                    outcome.reason());
        }
    }

    private static Throwable cause(@Nullable Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        return cause == null ? new IllegalStateException("no answer") : cause;
    }
}
