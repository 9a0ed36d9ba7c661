package dev.tally.localstack.lambda;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A function's environments, and the queue of invocations that wait for an environment. Everything runs on the host's
 * context.
 *
 * <p>The pool starts an environment when more invocations wait than the others have free slots. If an environment fails
 * to initialize, waiting invocations fail: all if no other environment exists, else one per slot of this one.
 */
final class FunctionPool implements Environment.Owner {

    private final Vertx vertx;
    private final FunctionDeployment function;
    private final LambdaSettings settings;
    private final Function<Environment.Owner, Environment> factory;
    private final Deque<Invocation> waiting = new ArrayDeque<>();
    private final List<Environment> environments = new ArrayList<>();
    private final List<Promise<Void>> warming = new ArrayList<>();
    private final Set<ProcessHandle> processes = ConcurrentHashMap.newKeySet();
    private boolean paused;
    private boolean retired;
    private boolean closed;

    /** @param factory creates an environment without starting it */
    FunctionPool(
            Vertx vertx,
            FunctionDeployment function,
            LambdaSettings settings,
            Function<Environment.Owner, Environment> factory) {
        this.vertx = vertx;
        this.function = function;
        this.settings = settings;
        this.factory = factory;
    }

    void submit(Invocation invocation) {
        if (closed) {
            invocation.answer().completeExceptionally(undeployed());
        } else if (waiting.size() >= unusedSlots() + settings.waitingLimit()) {
            invocation.answer().completeExceptionally(new ThrottledException(function.name()));
        } else {
            waiting.add(invocation);
            dispatch();
        }
    }

    /** Completes once an environment has initialized. */
    Future<Void> prewarm() {
        if (closed) {
            return Future.failedFuture(undeployed());
        }
        if (environments.stream().anyMatch(Environment::isReady)) {
            return Future.succeededFuture();
        }
        Promise<Void> warm = Promise.promise();
        warming.add(warm);
        startMissing();
        return warm.future();
    }

    /** Keeps idle environments, which is the default. */
    Future<Void> keepIdle() {
        retired = false;
        return Future.succeededFuture();
    }

    /** Ends each environment as soon as it is idle. Running and waiting invocations complete before. */
    Future<Void> endIdle() {
        retired = true;
        dispatch();
        return Future.succeededFuture();
    }

    /** Kills every process; the next invocation starts a new one. */
    Future<Void> kill() {
        List<Environment> all = List.copyOf(environments);
        all.forEach(Environment::kill);
        return Future.join(all.stream().map(Environment::terminated).toList()).mapEmpty();
    }

    Future<Void> close() {
        closed = true;
        waiting.forEach(invocation -> invocation.answer().completeExceptionally(undeployed()));
        waiting.clear();
        warming.forEach(warm -> warm.fail(undeployed()));
        warming.clear();
        return kill();
    }

    /** Returns the live processes; may be called from any thread. */
    Set<ProcessHandle> processes() {
        return Set.copyOf(processes);
    }

    @Override
    public void started(ProcessHandle process) {
        processes.add(process);
    }

    @Override
    public void free() {
        warming.forEach(Promise::complete);
        warming.clear();
        dispatch();
    }

    @Override
    public void ended(Environment environment, @Nullable Failure initFailure) {
        environments.remove(environment);
        processes.removeIf(process -> !process.isAlive());
        if (initFailure != null) {
            failInit(initFailure);
        }
        dispatch();
    }

    private void dispatch() {
        for (Environment environment : environments) {
            while (!waiting.isEmpty() && environment.isAsking()) {
                environment.give(waiting.remove());
            }
        }
        startMissing();
        if (retired && waiting.isEmpty()) {
            environments.stream().filter(Environment::isIdle).toList().forEach(Environment::kill);
        }
    }

    private void startMissing() {
        int wanted = Math.max(waiting.size(), warming.isEmpty() ? 0 : 1);
        int slots = environments.stream().mapToInt(Environment::freeSlots).sum();
        while (slots < wanted && mayStart()) {
            Environment environment = factory.apply(this);
            environments.add(environment);
            environment.start();
            slots += environment.freeSlots();
        }
    }

    private boolean mayStart() {
        return !closed
                && !paused
                && environments.size() < function.maxEnvironments()
                && environments.stream().filter(Environment::isStarting).count() < settings.startsAtOnce();
    }

    private int unusedSlots() {
        int busy = environments.stream().mapToInt(Environment::busy).sum();
        return function.maxEnvironments() * function.concurrencyPerEnvironment() - busy;
    }

    private void failInit(Failure failure) {
        boolean noneLeft = environments.isEmpty();
        int failing = noneLeft ? waiting.size() : Math.min(function.concurrencyPerEnvironment(), waiting.size());
        for (int i = 0; i < failing; i++) {
            waiting.remove().fail(failure);
        }
        if (noneLeft) {
            warming.forEach(warm -> warm.fail(notStarted(failure)));
            warming.clear();
        }
        pause();
    }

    private void pause() {
        paused = true;
        vertx.setTimer(Math.max(1, settings.initRetryPause().toMillis()), over -> {
            paused = false;
            startMissing();
        });
    }

    private IllegalStateException notStarted(Failure failure) {
        return new IllegalStateException(
                "function '" + function.name() + "' did not start: " + failure.document("none"));
    }

    private IllegalStateException undeployed() {
        return new IllegalStateException("function '" + function.name() + "' is no longer deployed");
    }
}
