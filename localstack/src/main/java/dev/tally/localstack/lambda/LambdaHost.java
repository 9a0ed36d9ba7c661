package dev.tally.localstack.lambda;

import dev.tally.localstack.quota.Quotas;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Lambda on one machine: each function's artifact runs in its own processes, on a {@link FunctionRuntime}.
 *
 * <p>May be called from any thread. Answers complete on one event loop, which must not be blocked. {@link #deploy} and
 * {@link #close} block, and must not be called on an event loop.
 */
public final class LambdaHost implements DeployedFunctions, AutoCloseable {

    static final String VERSION = "$LATEST";

    /** The identifier of the managed runtime with this Java version. */
    static final String RUNTIME = "java" + Runtime.version().feature();

    private record Deployed(FunctionDeployment function, TaskDirectories.Share task, FunctionPool pool) {}

    private final Vertx vertx;
    private final Context context;
    private final LambdaSettings settings;
    private final TaskDirectories taskDirectories;
    private final @Nullable Concurrency concurrency;
    private final Map<String, Deployed> functions = new ConcurrentSkipListMap<>();
    private boolean closed;

    public LambdaHost(Vertx vertx, LambdaSettings settings) {
        this(vertx, settings, null);
    }

    /** @param quotas on concurrent invocations, null for none */
    public LambdaHost(Vertx vertx, LambdaSettings settings, @Nullable Quotas quotas) {
        this.concurrency = quotas == null ? null : new Concurrency(quotas);
        this.vertx = vertx;
        this.context = vertx.getOrCreateContext();
        this.settings = settings;
        this.taskDirectories = new TaskDirectories(settings.runtime());
    }

    /**
     * Deploys a function; its first invocation starts its first process. Replaces a function of the same name: its
     * processes are killed, and their invocations fail.
     *
     * @throws IllegalArgumentException if the artifact does not exist; the message names its file
     * @throws IllegalStateException if functions cannot run on this machine, or the host is closed
     */
    public synchronized void deploy(FunctionDeployment function) {
        if (closed) {
            throw new IllegalStateException("cannot deploy function '" + function.name() + "': the host is closed");
        }
        TaskDirectories.Share task = taskDirectories.share(function.name(), function.zip());
        FunctionProcess process = new FunctionProcess(function, task.root(), task.scratch(), task.runtime(), settings);
        FunctionPool pool = new FunctionPool(
                vertx,
                function,
                settings,
                owner -> new Environment(vertx, context, function, process, settings, owner));
        Deployed replaced = functions.put(function.name(), new Deployed(function, task, pool));
        if (replaced != null) {
            undeploy(List.of(replaced));
        }
    }

    @Override
    public CompletionStage<InvocationResult> invoke(String function, Buffer payload) {
        return invoke(function, payload, LogType.NONE);
    }

    @Override
    public CompletionStage<InvocationResult> invoke(String function, Buffer payload, LogType logType) {
        Deployed deployed = functions.get(function);
        if (deployed == null) {
            return CompletableFuture.failedFuture(noSuch(function));
        }
        return concurrency == null
                ? deliver(deployed, payload, logType)
                : concurrency.within(function, () -> deliver(deployed, payload, logType));
    }

    private CompletionStage<InvocationResult> deliver(Deployed deployed, Buffer payload, LogType logType) {
        List<Buffer> deliveries =
                settings.faults().deliveries(deployed.function().name(), payload);
        CompletionStage<InvocationResult> answer = submit(deployed, deliveries.get(0), logType);
        for (Buffer next : deliveries.subList(1, deliveries.size())) {
            answer = answer.handle((result, failure) -> next).thenCompose(again -> submit(deployed, again, logType));
        }
        return answer;
    }

    private CompletionStage<InvocationResult> submit(Deployed deployed, Buffer payload, LogType logType) {
        Invocation invocation =
                new Invocation(UUID.randomUUID().toString(), payload, logType, new CompletableFuture<>());
        context.runOnContext(onContext -> deployed.pool().submit(invocation));
        return invocation.answer();
    }

    /** Starts an environment if there is none. Completes once an environment requests its first invocation. */
    public CompletionStage<Void> prewarm(String function) {
        return onContext(deployed(function), FunctionPool::prewarm);
    }

    /** Kills a function's processes with SIGKILL, and completes once they are dead. */
    public CompletionStage<Void> kill(String function) {
        return onContext(deployed(function), FunctionPool::kill);
    }

    /** Stops a function's processes with SIGSTOP, as if the machine did not schedule them. */
    public CompletionStage<Void> freeze(String function) {
        return signal(function, "STOP");
    }

    /** Continues the processes that {@link #freeze} stopped. */
    public CompletionStage<Void> thaw(String function) {
        return signal(function, "CONT");
    }

    /** Returns a function's live processes. */
    public Set<ProcessHandle> processes(String function) {
        return deployed(function).pool().processes();
    }

    @Override
    public List<FunctionDeployment> deployments() {
        return functions.values().stream().map(Deployed::function).toList();
    }

    @Override
    public String arn(String function) {
        return settings.arn(function);
    }

    /** Kills every process and deletes the unpacked artifacts. The host cannot be used again. */
    @Override
    public synchronized void close() {
        closed = true;
        List<Deployed> all = List.copyOf(functions.values());
        functions.clear();
        undeploy(all);
    }

    private void undeploy(List<Deployed> removed) {
        List<Future<Void>> pools = removed.stream()
                .map(deployed -> Future.fromCompletionStage(onContext(deployed, FunctionPool::close)))
                .toList();
        Await.on("stopping the functions' processes", Future.join(pools));
        removed.forEach(deployed -> deployed.task().release());
    }

    private CompletionStage<Void> signal(String function, String signal) {
        Set<ProcessHandle> processes = processes(function);
        return vertx.<Void>executeBlocking(
                        () -> {
                            for (ProcessHandle process : processes) {
                                Signals.send(signal, process);
                            }
                            return null;
                        },
                        false)
                .toCompletionStage();
    }

    private CompletionStage<Void> onContext(Deployed deployed, Function<FunctionPool, Future<Void>> work) {
        Promise<Void> done = Promise.promise();
        context.runOnContext(onContext -> work.apply(deployed.pool()).onComplete(done));
        return done.future().toCompletionStage();
    }

    private Deployed deployed(String function) {
        Deployed deployed = functions.get(function);
        if (deployed == null) {
            throw noSuch(function);
        }
        return deployed;
    }

    private NoSuchFunctionException noSuch(String function) {
        return new NoSuchFunctionException(function, functions.keySet());
    }
}
