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
 * One process that runs a function, from its start to its end. All of it happens on the host's context.
 *
 * <p>The process asks for invocations. One that was given to it is answered by it, or fails when the process ends: with
 * several at once in one process, the time-out of one ends its neighbours too, as {@code Runtime.ExitError}.
 */
final class Environment implements RuntimeApi.Listener {

    /** Who is told about an environment's life. */
    interface Owner {

        void started(ProcessHandle process);

        /** It asked for an invocation, for the first time or again. */
        void free();

        /**
         * Its process has ended.
         *
         * @param initFailure why it never asked for an invocation, null if it did or was killed on demand
         */
        void gone(Environment environment, @Nullable Failure initFailure);
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
    private final Promise<Void> gone = Promise.promise();
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
                    LOG.errorf(broken, "function.start.failed function=%s", function.name());
                    ended(1);
                });
    }

    /** How many more invocations it will take, now or once it asks. */
    int places() {
        return state == State.ENDING ? 0 : function.concurrencyPerEnvironment() - workload.busy();
    }

    int busy() {
        return workload.busy();
    }

    boolean isStarting() {
        return state == State.STARTING;
    }

    boolean isReady() {
        return state == State.READY;
    }

    /** Whether it has asked for an invocation that it was not given yet. */
    boolean isAsking() {
        return state == State.READY && workload.isAsked();
    }

    void give(Invocation invocation) {
        workload.give(invocation);
    }

    /** Ends the process at once; what it is running fails once it is dead. */
    void kill() {
        if (state != State.ENDING) {
            state = State.ENDING;
            workload.refuse();
            vertx.cancelTimer(initTimer);
            if (process != null) {
                process.destroyForcibly();
            }
        }
    }

    /** Completes when nothing of it is left. */
    Future<Void> gone() {
        return gone.future();
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
            return Reply.SILENCE;
        }
        if (workload.isRunning(requestId) && settings.faults().diesBeforeAnswer(function.name(), requestId, response)) {
            killFor("fault", requestId);
            return Reply.SILENCE;
        }
        return workload.respond(requestId, response);
    }

    @Override
    public Reply failed(String requestId, Buffer error) {
        if (state == State.ENDING) {
            return Reply.SILENCE;
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
        workload.logged(ProcessLog.follow(function.name(), running));
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
        LOG.warnf("function.init.failed function=%s pid=%s", function.name(), pid());
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
        workload.end(requestId -> requestId.equals(timedOut) ? late : exit);
        owner.gone(this, initFailure);
        api.close().onComplete(closed -> gone.complete());
    }

    private String pid() {
        return process == null ? "none" : Long.toString(process.pid());
    }
}
