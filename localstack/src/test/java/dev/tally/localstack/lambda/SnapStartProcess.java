package dev.tally.localstack.lambda;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.tally.localstack.spec.StackSpec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * A function's process that starts as with SnapStart: it initializes, reaches the point of the snapshot, and then
 * receives invocations. The process continues at that point, because this machine takes no snapshot.
 */
final class SnapStartProcess implements AutoCloseable {

    private static final String ROOT = "/2018-06-01/runtime/";
    private static final String REQUEST_ID = "8476a536-e9f4-11e8-9739-2dfe598c3fcd";

    // https://docs.aws.amazon.com/lambda/latest/dg/java-customization.html#tiered-compilation
    private static final int ALL_TIERS_SINCE = 25;

    private static final long TIMEOUT_SECONDS = 120;

    private final HttpServer runtimeApi =
            HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    private final ExecutorService executor = Executors.newCachedThreadPool();
    private final CompletableFuture<String> snapshot = new CompletableFuture<>();
    private final CompletableFuture<String> event = new CompletableFuture<>();
    private final CompletableFuture<String> answer = new CompletableFuture<>();
    private final CompletableFuture<String> restore = new CompletableFuture<>();
    private final CompletableFuture<String> end = new CompletableFuture<>();
    private final TaskDirectory task;
    private final Path log;
    private final Process process;

    SnapStartProcess(
            FunctionRuntime runtime,
            String name,
            StackSpec.Function function,
            Path zip,
            Map<String, String> environment)
            throws IOException {
        task = TaskDirectory.unpack(name, zip);
        log = task.base().resolve("log");
        runtimeApi.createContext(ROOT, this::route);
        runtimeApi.setExecutor(executor);
        runtimeApi.start();
        FunctionDeployment deployment = new FunctionDeployment(
                name,
                zip,
                function.handler(),
                function.memoryMegabytes(),
                Duration.ofSeconds(30),
                environment,
                1,
                1,
                List.of());
        FunctionProcess command = new FunctionProcess(
                deployment, task.root(), task.scratch(), runtime.unpackInto(task.base()), LambdaSettings.defaults());
        process = start(command(command.command(), runtime), function.handler(), environment);
    }

    /** Waits until the process reaches the point of the snapshot. */
    void awaitSnapshot() throws Exception {
        snapshot.get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
    }

    /** Restores the process, and returns its answer to one event. */
    String restoreAndInvoke(String json) throws Exception {
        restore.complete("");
        event.complete(json);
        return answer.get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
    }

    /** Ends the process in order, as Lambda does with SIGTERM. */
    void shutDown() throws Exception {
        process.destroy();
        process.onExit().get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
    }

    String log() {
        try {
            return Files.readString(log);
        } catch (IOException gone) {
            throw new UncheckedIOException(gone);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
        List.of(restore, event, end).forEach(waiting -> waiting.complete(""));
        runtimeApi.stop(0);
        executor.shutdownNow();
        task.delete();
    }

    /** Returns the command with the options of Lambda's Java runtimes. The runtime registers itself with org.crac. */
    private static List<String> command(List<String> command, FunctionRuntime runtime) {
        List<String> managed = new ArrayList<>(command);
        managed.remove(FunctionProcess.UNVERIFIED);
        if (runtime == FunctionRuntime.AWS) {
            // A child class loader loads the function's jars from LAMBDA_TASK_ROOT.
            managed.set(managed.indexOf("-cp") + 1, RuntimeJars.classPath());
        }
        managed.add(1, "--add-opens=java.base/java.io=ALL-UNNAMED");
        if (Runtime.version().feature() >= ALL_TIERS_SINCE) {
            managed.remove("-XX:TieredStopAtLevel=1");
        }
        return managed;
    }

    private Process start(List<String> command, String handler, Map<String, String> environment) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(task.root().toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        Map<String, String> variables = builder.environment();
        variables.keySet().retainAll(List.of("PATH", "HOME", "LANG", "TMPDIR"));
        variables.putAll(environment);
        variables.put(
                "AWS_LAMBDA_RUNTIME_API", "127.0.0.1:" + runtimeApi.getAddress().getPort());
        variables.put("AWS_LAMBDA_INITIALIZATION_TYPE", "snap-start");
        variables.put("AWS_LAMBDA_FUNCTION_VERSION", FunctionName.LATEST);
        variables.put("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "1024");
        variables.put("AWS_LAMBDA_LOG_GROUP_NAME", "group");
        variables.put("AWS_LAMBDA_LOG_STREAM_NAME", "stream");
        variables.put("_HANDLER", handler);
        variables.put("LAMBDA_TASK_ROOT", task.root().toString());
        Process started = builder.start();
        Watchdog.guard(started);
        CompletableFuture<Void> unused = started.onExit().thenRun(this::ended);
        return started;
    }

    private void ended() {
        IllegalStateException end = new IllegalStateException("the process ended: " + log());
        snapshot.completeExceptionally(end);
        answer.completeExceptionally(end);
    }

    private void route(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath().substring(ROOT.length());
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        switch (path) {
            case "restore/next" -> {
                snapshot.complete("");
                reply(exchange, 200, restore.join());
            }
            case "invocation/next" -> {
                String next = answer.isDone() ? end.join() : event.join();
                exchange.getResponseHeaders().add("Lambda-Runtime-Aws-Request-Id", REQUEST_ID);
                exchange.getResponseHeaders()
                        .add("Lambda-Runtime-Deadline-Ms", Long.toString(System.currentTimeMillis() + 30_000));
                exchange.getResponseHeaders().add("Lambda-Runtime-Invoked-Function-Arn", "arn:aws:lambda:function");
                exchange.getResponseHeaders().add("Content-Type", "application/json");
                reply(exchange, 200, next);
            }
            default -> {
                answer.complete(body);
                snapshot.complete(body);
                reply(exchange, 202, "");
            }
        }
    }

    private static void reply(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }
}
