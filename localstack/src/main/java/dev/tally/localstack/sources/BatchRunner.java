package dev.tally.localstack.sources;

import dev.tally.localstack.lambda.Functions;
import dev.tally.localstack.lambda.InvocationResult;
import dev.tally.localstack.lambda.ThrottledException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** The runner of batches. It invokes the function and deletes the processed messages from the queue. */
final class BatchRunner {

    private static final Logger LOG = Logger.getLogger(BatchRunner.class);

    private final QueueSettings settings;
    private final Functions functions;
    private final MessageDeletion deletion;
    private final InFlightBatches inFlight;
    private final ScheduledExecutorService workers;

    BatchRunner(
            QueueSettings settings,
            Functions functions,
            MessageDeletion deletion,
            InFlightBatches inFlight,
            ScheduledExecutorService workers) {
        this.settings = settings;
        this.functions = functions;
        this.deletion = deletion;
        this.inFlight = inFlight;
        this.workers = workers;
    }

    /** Starts a batch that {@link InFlightBatches#begin} has counted. */
    void start(Batch batch) {
        invoke(batch).whenCompleteAsync((result, failure) -> settle(batch, result, failure), workers);
    }

    private CompletionStage<InvocationResult> invoke(Batch batch) {
        try {
            return functions.invoke(settings.function(), batch.event());
        } catch (RuntimeException rejected) {
            return CompletableFuture.failedFuture(rejected);
        }
    }

    private void settle(Batch batch, @Nullable InvocationResult result, @Nullable Throwable failure) {
        if (isThrottled(failure) && retried(batch)) {
            return;
        }
        try {
            acknowledge(batch, result, failure);
        } finally {
            inFlight.end();
        }
    }

    /** Retries while the messages are invisible to other receivers; returns whether a retry was scheduled. */
    private boolean retried(Batch batch) {
        Duration wait = batch.backoff().next();
        if (inFlight.closed() || batch.visibleIn(wait)) {
            return false;
        }
        ScheduledFuture<?> unused = workers.schedule(() -> start(batch), wait.toNanos(), TimeUnit.NANOSECONDS);
        return true;
    }

    private void acknowledge(Batch batch, @Nullable InvocationResult result, @Nullable Throwable failure) {
        if (result == null) {
            LOG.errorf(failure, "batch.not-invoked source=%s messages=%d", settings.name(), count(batch));
            return;
        }
        if (result.functionError() != null) {
            LOG.warnf(
                    "batch.failed source=%s requestId=%s messages=%d error=%s",
                    settings.name(), result.requestId(), count(batch), result.payload());
            return;
        }
        ItemFailures failures = failures(batch, result);
        if (!failures.failed().isEmpty()) {
            LOG.warnf(
                    "batch.unfinished source=%s requestId=%s messages=%d failed=%d fault=%s",
                    settings.name(),
                    result.requestId(),
                    count(batch),
                    failures.failed().size(),
                    failures.fault());
        }
        deletion.delete(batch.without(failures.failed()));
    }

    private ItemFailures failures(Batch batch, InvocationResult result) {
        return settings.reportBatchItemFailures()
                ? ItemFailures.parse(result.payload(), batch.ids())
                : ItemFailures.NONE;
    }

    private static boolean isThrottled(@Nullable Throwable failure) {
        return failure != null && Functions.failureOf(failure) instanceof ThrottledException;
    }

    private static int count(Batch batch) {
        return batch.messages().size();
    }
}
