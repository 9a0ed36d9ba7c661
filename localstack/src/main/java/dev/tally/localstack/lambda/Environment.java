package dev.tally.localstack.lambda;

import dev.tally.localstack.lambda.RuntimeApi.Reply;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletionStage;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * A process that runs a function, from its start to its end. Everything runs on the host's context.
 *
 * <p>The process requests invocations. It answers each invocation, or the invocation fails when the process ends. If
 * one process runs several invocations at once, the time-out of one also fails the others, as {@code
 * Runtime.ExitError}.
 */
final class Environment implements RuntimeApi.Listener {

    /** The listener for an environment's lifecycle. */
    interface Owner {

        void started(ProcessHandle process);

        /** Called when the process requests an invocation, the first or a further one. */
        void free();

        /**
         * Called when the process has ended.
         *
         * @param initFailure the reason for no request of an invocation, null if it made one or was killed on demand
         */
        void ended(Environment environment, @Nullable Failure initFailure);
    }

    private enum State {
        STARTING,
        READY,
        ENDING
    }

    private static final Logger LOG = Logger.getLogger(Environment.class);

    private final Vertx vertx;
    private final Context context;
    private final FunctionDeployment function;
    private final FunctionProcess command;
    private final LambdaSettings settings;
    private final Owner owner;
    private final RuntimeApi api;
    private final Workload workload;
    private final Promise<Void> terminated = Promise.promise();
    private State state = State.STARTING;
    private Instant startedAt = Instant.EPOCH;
    private long initTimer;
    private @Nullable Process process;
    private @Nullable Failure initFailure;
    private @Nullable String timedOut;

    Environment(
            Vertx vertx,
            Context context,
            FunctionDeployment function,
            FunctionProcess command,
            LambdaSettings settings,
            Owner owner) {
        this.vertx = vertx;
        this.context = context;
        this.function = function;
        this.command = command;
        this.settings = settings;
        this.owner = owner;
        this.api = new RuntimeApi(vertx, this);
        this.workload = new Workload(vertx, function, settings, this::timeOut);
    }

    void start() {
        startedAt = settings.clock().instant();
        Duration limit = settings.initTimeout();
        initTimer = vertx.setTimer(Math.max(1, limit.toMillis()), fired -> failInit(Failure.timedOut(limit)));
        api.listen()
                .compose(port -> vertx.executeBlocking(() -> command.start(port, startedAt), false))
                .onSuccess(this::started)
                .onFailure(broken -> {
                    LOG.errorf(broken, "function.start-failed function=%s", function.name());
                    ended(1);
                });
    }

    /** Returns the number of invocations that the environment can still accept, now or once it requests them. */
    int freeSlots() {
        return state == State.ENDING ? 0 : function.concurrencyPerEnvironment() - workload.busy();
    }

    int busy() {
        return workload.busy();
    }

    /** Returns whether the process waits for an invocation and runs none. */
    boolean isIdle() {
        return isAsking() && workload.isIdle();
    }

    boolean isStarting() {
        return state == State.STARTING;
    }

    boolean isReady() {
        return state == State.READY;
    }

    /** Returns whether the process has an unanswered request for an invocation. */
    boolean isAsking() {
        return state == State.READY && workload.isAsked();
    }

    void give(Invocation invocation) {
        workload.give(invocation);
    }

    /** Kills the process at once; its invocations fail once it is dead. */
    void kill() {
        if (state != State.ENDING) {
            state = State.ENDING;
            workload.dropRequests();
            vertx.cancelTimer(initTimer);
            if (process != null) {
                process.destroyForcibly();
            }
        }
    }

    /** Completes when the process has ended and its Runtime API is closed. */
    Future<Void> terminated() {
        return terminated.future();
    }

    @Override
    public void asked(NextRequest request) {
        if (state == State.STARTING) {
            becomeReady();
        }
        if (state == State.READY) {
            workload.ask(request);
            owner.free();
        }
    }

    @Override
    public Reply responded(String requestId, Buffer response) {
        if (state == State.ENDING) {
            return Reply.NONE;
        }
        if (workload.isRunning(requestId) && settings.faults().diesBeforeAnswer(function.name(), requestId, response)) {
            killFor("fault", requestId);
            return Reply.NONE;
        }
        return workload.respond(requestId, response);
    }

    @Override
    public Reply failed(String requestId, Buffer error) {
        if (state == State.ENDING) {
            return Reply.NONE;
        }
        LOG.warnf("function.failed function=%s pid=%s requestId=%s", function.name(), pid(), requestId);
        return workload.fail(requestId, error);
    }

    @Override
    public void failedToInitialize(Buffer error) {
        if (state == State.STARTING) {
            failInit(requestId -> error);
        }
    }

    private void started(Process running) {
        process = running;
        workload.logTo(ProcessLog.follow(function.name(), running));
        owner.started(running.toHandle());
        CompletionStage<Process> exit = running.onExit();
        exit.thenAccept(dead -> context.runOnContext(onContext -> ended(dead.exitValue())));
        if (state == State.ENDING) {
            running.destroyForcibly();
        }
    }

    private void becomeReady() {
        state = State.READY;
        vertx.cancelTimer(initTimer);
        Duration init = Duration.between(startedAt, settings.clock().instant());
        workload.started(startedAt, init);
        LOG.infof("function.started function=%s pid=%s initMillis=%d", function.name(), pid(), init.toMillis());
    }

    private void failInit(Failure failure) {
        LOG.warnf("function.init-failed function=%s pid=%s", function.name(), pid());
        initFailure = failure;
        kill();
    }

    private void timeOut(String requestId) {
        if (state == State.READY) {
            timedOut = requestId;
            killFor("timeout", requestId);
        }
    }

    private void killFor(String reason, String requestId) {
        LOG.warnf(
                "function.killed function=%s pid=%s reason=%s requestId=%s", function.name(), pid(), reason, requestId);
        kill();
    }

    private void ended(int exitValue) {
        Failure exit = Failure.exited(exitValue);
        if (state != State.ENDING) {
            LOG.warnf("function.ended function=%s pid=%s exit=%d", function.name(), pid(), exitValue);
            initFailure = state == State.STARTING ? exit : null;
        }
        kill();
        Failure late = Failure.timedOut(function.timeout());
        workload.failAll(requestId -> requestId.equals(timedOut) ? late : exit);
        owner.ended(this, initFailure);
        api.close().onComplete(closed -> terminated.complete());
    }

    private String pid() {
        return process == null ? "none" : Long.toString(process.pid());
    }
}
