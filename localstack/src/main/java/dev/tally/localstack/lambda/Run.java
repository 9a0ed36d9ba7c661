package dev.tally.localstack.lambda;

import dev.tally.localstack.lambda.ProcessLog.Position;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** An invocation in an environment, until the environment requests its next one. */
final class Run {

    private final Invocation invocation;
    private final Instant startedAt;
    private final @Nullable CompletableFuture<Position> logStart;
    private final CompletableFuture<Position> logEnd = new CompletableFuture<>();
    private long timer;

    /** @param logStart the start of its log, null if the log is not requested */
    Run(Invocation invocation, Instant startedAt, @Nullable CompletableFuture<Position> logStart) {
        this.invocation = invocation;
        this.startedAt = startedAt;
        this.logStart = logStart;
    }

    Invocation invocation() {
        return invocation;
    }

    Instant startedAt() {
        return startedAt;
    }

    @Nullable
    CompletableFuture<Position> logStart() {
        return logStart;
    }

    CompletableFuture<Position> logEnd() {
        return logEnd;
    }

    /** Sets the end of its log, if the log is requested. */
    void endLog(Supplier<? extends CompletionStage<Position>> position) {
        if (logStart != null) {
            position.get().thenAccept(logEnd::complete);
        }
    }

    long timer() {
        return timer;
    }

    void timer(long id) {
        timer = id;
    }
}
