package dev.tally.localstack.lambda;

import dev.tally.localstack.lambda.RuntimeApi.Reply;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What one environment is running, and its open requests for more. */
final class Workload {

    private final FunctionDeployment function;
    private final LambdaSettings settings;
    private final RunningInvocations running;
    private final Answers answers;
    private final TraceSampler sampler = new TraceSampler();
    private final Deque<NextRequest> requests = new ArrayDeque<>();
    private final Set<String> tooLarge = new HashSet<>();
    private @Nullable ProcessLog log;

    /** @param onTimeout what happens to the request id whose time is over */
    Workload(Vertx vertx, FunctionDeployment function, LambdaSettings settings, Consumer<String> onTimeout) {
        this.function = function;
        this.settings = settings;
        this.running = new RunningInvocations(vertx, function.timeout(), onTimeout);
        this.answers = new Answers(function, settings.clock());
    }

    /** Tells where the process writes. */
    void logged(ProcessLog to) {
        log = to;
    }

    /** Tells how long the process took to start, which its first answer reports. */
    void started(Instant at, Duration init) {
        answers.started(at, init);
    }

    int busy() {
        return running.count();
    }

    boolean isRunning(String requestId) {
        return running.has(requestId);
    }

    boolean isAsked() {
        requests.removeIf(request -> !request.isOpen());
        return !requests.isEmpty();
    }

    /** Takes a request, which also ends what was answered before it. */
    void ask(NextRequest request) {
        Run ended = running.nextAsked();
        // The runtime writes the stack trace of a failure after it posted the failure: only now is its log complete.
        if (ended != null && log != null) {
            ended.endLog(log::mark);
        }
        requests.add(request);
    }

    void refuse() {
        requests.clear();
    }

    void give(Invocation invocation) {
        Instant now = settings.clock().instant();
        boolean wantsLog = invocation.logType() == LogType.TAIL;
        running.begin(new Run(invocation, now, wantsLog && log != null ? log.mark() : null));
        requests.remove()
                .answer(invocation, settings.arn(function.name()), sampler.header(now), now.plus(function.timeout()));
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
        // The runtime interface client takes a refused response for a failure of its own, and reports that as well.
        return tooLarge.remove(requestId) ? Reply.ACCEPTED : answer(requestId, error, Invocation.UNHANDLED);
    }

    /** Fails all that is running, now that the process is dead. */
    void end(Function<String, Failure> failureOf) {
        refuse();
        running.end(this::endLog, run -> {
            endLog(run);
            String requestId = run.invocation().requestId();
            answers.give(run, failureOf.apply(requestId).document(requestId), Invocation.UNHANDLED);
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
        answers.give(run, payload, functionError);
        return Reply.ACCEPTED;
    }
}
