package dev.tally.localstack.lambda;

import io.vertx.core.buffer.Buffer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** The results of one environment's invocations, with the end of the log if the caller requested it. */
final class Answers {

    private static final Logger LOG = Logger.getLogger(Answers.class);

    private final FunctionDeployment function;
    private final Clock clock;
    private Instant processStart = Instant.EPOCH;
    private @Nullable Duration unreportedInit;

    Answers(FunctionDeployment function, Clock clock) {
        this.function = function;
        this.clock = clock;
    }

    /** Records the initialization time, which the first answer reports. */
    void started(Instant at, Duration init) {
        processStart = at;
        unreportedInit = init;
    }

    void complete(Run run, Buffer payload, @Nullable String functionError) {
        Instant now = clock.instant();
        Duration init = unreportedInit;
        if (init != null) {
            unreportedInit = null;
            long millis = Duration.between(processStart, now).toMillis();
            LOG.debugf("function.answered function=%s firstAnswerMillis=%d", function.name(), millis);
        }
        Invocation invocation = run.invocation();
        String requestId = invocation.requestId();
        CompletableFuture<ProcessLog.Position> logStart = run.logStart();
        if (logStart == null) {
            invocation.answer(payload, functionError, "");
            return;
        }
        Duration duration = Duration.between(run.startedAt(), now);
        LogTail.between(logStart, run.logEnd(), requestId, function, duration, init)
                .thenAccept(tail -> invocation.answer(payload, functionError, tail));
    }
}
