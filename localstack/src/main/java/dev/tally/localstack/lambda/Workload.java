package dev.tally.localstack.lambda;

import dev.tally.localstack.lambda.ProcessLog.Position;
import dev.tally.localstack.lambda.RuntimeApi.Reply;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The running invocations of one environment, and its open requests for more. */
final class Workload {

    private final Vertx vertx;
    private final FunctionDeployment function;
    private final LambdaSettings settings;
    private final RunningInvocations running;
    private final Answers answers;
    private final TraceSampler sampler = new TraceSampler();
    private final Deque<NextRequest> requests = new ArrayDeque<>();
    private final Set<String> tooLarge = new HashSet<>();
    private @Nullable ProcessLog log;

    /** @param onTimeout receives the request id of an invocation that timed out */
    Workload(Vertx vertx, FunctionDeployment function, LambdaSettings settings, Consumer<String> onTimeout) {
        this.vertx = vertx;
        this.function = function;
        this.settings = settings;
        this.running = new RunningInvocations(vertx, function.timeout(), onTimeout);
        this.answers = new Answers(function, settings.clock());
    }

    /** Sets the log of the process. */
    void logTo(ProcessLog to) {
        log = to;
    }

    /** Records the initialization time, which the first answer reports. */
    void started(Instant at, Duration init) {
        answers.started(at, init);
    }

    int busy() {
        return running.count();
    }

    /** Returns whether no invocation runs, and the runtime has finished every answered one. */
    boolean isIdle() {
        return running.isEmpty();
    }

    boolean isRunning(String requestId) {
        return running.has(requestId);
    }

    boolean isAsked() {
        requests.removeIf(request -> !request.isOpen());
        return !requests.isEmpty();
    }

    /** Accepts a request, which also finishes the oldest answered invocation. */
    void ask(NextRequest request) {
        Run ended = running.removeOldestAnswered();
        // The runtime writes the stack trace of a failure after posting it, so its log is complete only now.
        if (ended != null && log != null) {
            ended.endLog(log::mark);
        }
        requests.add(request);
    }

    void dropRequests() {
        requests.clear();
    }

    /** Gives an invocation to the oldest request. If its log is requested, first marks the start of this log. */
    void give(Invocation invocation) {
        Instant now = settings.clock().instant();
        NextRequest request = requests.remove();
        CompletableFuture<Position> logStart = invocation.logType() == LogType.TAIL && log != null ? log.mark() : null;
        running.begin(new Run(invocation, now, logStart));
        Runnable answer = () -> request.answer(invocation, sampler.header(now), now.plus(function.timeout()));
        if (logStart == null) {
            answer.run();
        } else {
            // Otherwise the function could write before the mark.
            Context context = vertx.getOrCreateContext();
            CompletableFuture<Void> unused = logStart.thenRun(() -> context.runOnContext(marked -> answer.run()));
        }
    }

    Reply respond(String requestId, Buffer response) {
        if (response.length() <= Failure.MAX_RESPONSE) {
            return answer(requestId, response, null);
        }
        Reply known = answer(requestId, Failure.responseTooLarge().document(requestId), Invocation.UNHANDLED);
        if (known != Reply.ACCEPTED) {
            return known;
        }
        tooLarge.add(requestId);
        return Reply.TOO_LARGE;
    }

    Reply fail(String requestId, Buffer error) {
        // The runtime interface client treats a rejected response as its own failure, and also reports this failure.
        return tooLarge.remove(requestId) ? Reply.ACCEPTED : answer(requestId, error, Invocation.UNHANDLED);
    }

    /** Fails all running invocations; the process must be dead. */
    void failAll(Function<String, Failure> failureOf) {
        dropRequests();
        running.removeAll(this::endLog, run -> {
            endLog(run);
            String requestId = run.invocation().requestId();
            answers.complete(run, failureOf.apply(requestId).document(requestId), Invocation.UNHANDLED);
        });
    }

    private void endLog(Run run) {
        if (log != null) {
            run.endLog(log::ended);
        }
    }

    private Reply answer(String requestId, Buffer payload, @Nullable String functionError) {
        Run run = running.answered(requestId);
        if (run == null) {
            return Reply.UNKNOWN_REQUEST;
        }
        answers.complete(run, payload, functionError);
        return Reply.ACCEPTED;
    }
}
