package dev.tally.localstack.lambda;

import dev.tally.localstack.quota.Quotas;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Lambda on one machine: each function's artifact runs in its own processes, on a {@link FunctionRuntime}.
 *
 * <p>May be called from any thread. Answers complete on one event loop, which must not be blocked. {@link #deploy} and
 * {@link #close} block, and must not be called on an event loop.
 */
public final class LambdaHost implements DeployedFunctions, AutoCloseable {

    /** The identifier of the managed runtime with this Java version. */
    static final String RUNTIME = "java" + Runtime.version().feature();

    private static final Logger LOG = Logger.getLogger(LambdaHost.class);

    /** The code of a version, and its processes. */
    private record Running(TaskDirectories.Share task, FunctionPool pool) {}

    /** A function with the processes of its versions, changed under the lock of the host. */
    private static final class Deployed {

        private final Map<String, Running> byVersion = new ConcurrentHashMap<>();
        private final List<Running> all = new CopyOnWriteArrayList<>();
        private volatile FunctionVersions versions;

        Deployed(FunctionVersions versions) {
            this.versions = versions;
        }

        /** Adds a version, or replaces {@code $LATEST}. */
        void add(String version, Running running) {
            all.add(running);
            byVersion.put(version, running);
        }

        Running running(String version) {
            return Objects.requireNonNull(byVersion.get(version), version);
        }

        List<Running> live() {
            return versions.live().versions().stream().map(this::running).toList();
        }
    }

    private final Vertx vertx;
    private final Context context;
    private final LambdaSettings settings;
    private final TaskDirectories taskDirectories;
    private final @Nullable Concurrency concurrency;
    private final Map<String, Deployed> functions = new ConcurrentSkipListMap<>();
    private final CodeStore uploads = new CodeStore();
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
     * Deploys a function and publishes its version 1, which is live. The first invocation starts the first process.
     * Replaces a function of the same name: its processes are killed, and their invocations fail.
     *
     * @throws IllegalArgumentException if the artifact does not exist; the message names its file
     * @throws IllegalStateException if functions cannot run on this machine, or the host is closed
     */
    public synchronized void deploy(FunctionDeployment function) {
        requireOpen(function.name());
        TaskDirectories.Share task = taskDirectories.share(function.name(), function.zip());
        Deployed deployed = new Deployed(FunctionVersions.of(function));
        deployed.add(FunctionName.LATEST, running(function, task));
        FunctionDeployment first = deployed.versions.newest();
        deployed.add(first.version(), running(first, task.again()));
        Deployed replaced = functions.put(function.name(), deployed);
        if (replaced != null) {
            undeploy(List.of(replaced));
        }
    }

    @Override
    public synchronized FunctionDeployment updateCode(String function, Buffer zip) {
        requireOpen(function);
        Deployed deployed = deployed(function);
        Path file = uploads.store(zip);
        FunctionDeployment latest = deployed.versions.latest().withZip(file);
        Running old = deployed.running(FunctionName.LATEST);
        deployed.add(latest.version(), running(latest, taskDirectories.share(function, file)));
        deployed.versions = deployed.versions.update(latest);
        onContext(old, FunctionPool::endIdle);
        LOG.infof("function.updated function=%s", function);
        return latest;
    }

    @Override
    public synchronized FunctionDeployment publish(String function, String description) {
        requireOpen(function);
        Deployed deployed = deployed(function);
        FunctionVersions published = deployed.versions.publish(description);
        FunctionDeployment newest = published.newest();
        if (!published.equals(deployed.versions)) {
            TaskDirectories.Share code =
                    deployed.running(FunctionName.LATEST).task().again();
            deployed.add(newest.version(), running(newest, code));
            deployed.versions = published;
            LOG.infof("function.published function=%s version=%s", function, newest.version());
        }
        return newest;
    }

    @Override
    public synchronized void moveLive(String function, FunctionAlias alias) {
        requireOpen(function);
        Deployed deployed = deployed(function);
        List<Running> before = deployed.live();
        List<Running> after = alias.versions().stream().map(deployed::running).toList();
        // The alias moves once its versions have a process, because the start of one takes longer here than with
        // SnapStart.
        Await.on(
                "starting the versions " + alias.versions() + " of " + function,
                Future.join(after.stream().map(this::warm).toList()));
        deployed.versions = deployed.versions.withLive(alias);
        before.stream()
                .filter(running -> !after.contains(running))
                .forEach(running -> onContext(running, FunctionPool::endIdle));
        LOG.infof("alias.moved function=%s version=%s weights=%s", function, alias.version(), alias.weights());
    }

    @Override
    public CompletionStage<InvocationResult> invoke(String function, Buffer payload) {
        return invoke(FunctionName.live(function), payload, LogType.NONE);
    }

    @Override
    public CompletionStage<InvocationResult> invoke(FunctionName function, Buffer payload, LogType logType) {
        if (!has(function)) {
            return CompletableFuture.failedFuture(noSuch(function.toString()));
        }
        return concurrency == null
                ? deliver(function, payload, logType)
                : concurrency.within(function.name(), () -> deliver(function, payload, logType));
    }

    private CompletionStage<InvocationResult> deliver(FunctionName function, Buffer payload, LogType logType) {
        List<Buffer> deliveries = settings.faults().deliveries(function.name(), payload);
        CompletionStage<InvocationResult> answer = submit(function, deliveries.get(0), logType);
        for (Buffer next : deliveries.subList(1, deliveries.size())) {
            answer = answer.handle((result, failure) -> next).thenCompose(again -> submit(function, again, logType));
        }
        return answer;
    }

    @Override
    public boolean has(FunctionName function) {
        Deployed deployed = functions.get(function.name());
        return deployed != null
                && deployed.versions.find(function.qualifier(), 0).isPresent();
    }

    @Override
    public FunctionVersions versions(String function) {
        return deployed(function).versions;
    }

    /**
     * Starts an environment of each live version that has none. Completes once each has an environment that requests its
     * first invocation.
     */
    public CompletionStage<Void> prewarm(String function) {
        return onAll(deployed(function).live(), FunctionPool::prewarm);
    }

    /** Kills a function's processes with SIGKILL, and completes once they are dead. */
    public CompletionStage<Void> kill(String function) {
        return onAll(deployed(function).all, FunctionPool::kill);
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
        return deployed(function).all.stream()
                .flatMap(running -> running.pool().processes().stream())
                .collect(Collectors.toSet());
    }

    @Override
    public List<FunctionDeployment> deployments() {
        return functions.values().stream()
                .map(deployed -> deployed.versions.latest())
                .toList();
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
        uploads.delete();
    }

    private Future<Void> warm(Running running) {
        return Future.fromCompletionStage(onContext(running, pool -> {
            pool.keepIdle();
            return pool.prewarm();
        }));
    }

    private void requireOpen(String function) {
        if (closed) {
            throw new IllegalStateException("cannot deploy function '" + function + "': the host is closed");
        }
    }

    private Running running(FunctionDeployment function, TaskDirectories.Share task) {
        FunctionProcess process = new FunctionProcess(function, task.root(), task.scratch(), task.runtime(), settings);
        return new Running(
                task,
                new FunctionPool(
                        vertx,
                        function,
                        settings,
                        owner -> new Environment(vertx, context, function, process, settings, owner)));
    }

    private CompletionStage<InvocationResult> submit(FunctionName function, Buffer payload, LogType logType) {
        Deployed deployed = deployed(function.name());
        FunctionDeployment version = deployed.versions
                .find(function.qualifier(), ThreadLocalRandom.current().nextDouble())
                .orElseThrow(() -> noSuch(function.toString()));
        Invocation invocation = new Invocation(
                UUID.randomUUID().toString(),
                version,
                settings.arn(function.toString()),
                payload,
                logType,
                new CompletableFuture<>());
        FunctionPool pool = deployed.running(version.version()).pool();
        context.runOnContext(onContext -> pool.submit(invocation));
        return invocation.answer();
    }

    private void undeploy(List<Deployed> removed) {
        List<Running> all =
                removed.stream().flatMap(deployed -> deployed.all.stream()).toList();
        Await.on("stopping the functions' processes", Future.fromCompletionStage(onAll(all, FunctionPool::close)));
        all.forEach(running -> running.task().release());
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

    private CompletionStage<Void> onAll(List<Running> all, Function<FunctionPool, Future<Void>> work) {
        return Future.join(all.stream()
                        .map(running -> Future.fromCompletionStage(onContext(running, work)))
                        .toList())
                .<Void>mapEmpty()
                .toCompletionStage();
    }

    private CompletionStage<Void> onContext(Running running, Function<FunctionPool, Future<Void>> work) {
        Promise<Void> done = Promise.promise();
        context.runOnContext(onContext -> work.apply(running.pool()).onComplete(done));
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
