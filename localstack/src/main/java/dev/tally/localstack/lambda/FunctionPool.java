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
 * A function's environments, and the invocations that wait for one of them, in order. All of it happens on the host's
 * context.
 *
 * <p>An environment is started for invocations that the others have no place for. If it fails to initialize, so do the
 * invocations that it would have taken: all that wait if there is no other, else as many as it has places.
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
    private boolean closed;

    /** @param factory makes an environment that is not started yet */
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
        } else if (waiting.size() >= unusedPlaces() + settings.waitingLimit()) {
            invocation.answer().completeExceptionally(new ThrottledException(function.name()));
        } else {
            waiting.add(invocation);
            dispatch();
        }
    }

    /** Completes once there is an environment that has initialized. */
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

    /** Kills every process; the next invocation starts a new one. */
    Future<Void> kill() {
        List<Environment> all = List.copyOf(environments);
        all.forEach(Environment::kill);
        return Future.join(all.stream().map(Environment::gone).toList()).mapEmpty();
    }

    Future<Void> close() {
        closed = true;
        waiting.forEach(invocation -> invocation.answer().completeExceptionally(undeployed()));
        waiting.clear();
        warming.forEach(warm -> warm.fail(undeployed()));
        warming.clear();
        return kill();
    }

    /** The live processes; may be called from any thread. */
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
    public void gone(Environment environment, @Nullable Failure initFailure) {
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
    }

    private void startMissing() {
        int wanted = Math.max(waiting.size(), warming.isEmpty() ? 0 : 1);
        int places = environments.stream().mapToInt(Environment::places).sum();
        while (places < wanted && mayStart()) {
            Environment environment = factory.apply(this);
            environments.add(environment);
            environment.start();
            places += environment.places();
        }
    }

    private boolean mayStart() {
        return !closed
                && !paused
                && environments.size() < function.maxEnvironments()
                && environments.stream().filter(Environment::isStarting).count() < settings.startsAtOnce();
    }

    private int unusedPlaces() {
        int busy = environments.stream().mapToInt(Environment::busy).sum();
        return function.maxEnvironments() * function.concurrencyPerEnvironment() - busy;
    }

    private void failInit(Failure failure) {
        boolean alone = environments.isEmpty();
        int doomed = alone ? waiting.size() : Math.min(function.concurrencyPerEnvironment(), waiting.size());
        for (int i = 0; i < doomed; i++) {
            waiting.remove().fail(failure);
        }
        if (alone) {
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
