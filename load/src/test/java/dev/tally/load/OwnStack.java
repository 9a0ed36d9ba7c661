package dev.tally.load;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A local stack for one scenario, as {@code make run} starts it, on free ports and without limits for one client. */
final class OwnStack implements Target {

    private static final String READY = "Tally is ready";
    private static final Duration START = Duration.ofMinutes(3);
    private static final Duration STOP = Duration.ofSeconds(30);
    private static final List<String> PORTS = List.of(
            "TALLY_HTTP_PORT", "TALLY_LAMBDA_PORT", "TALLY_CONNECTIONS_PORT", "TALLY_SQS_PORT", "TALLY_DYNAMODB_PORT");
    private static final List<String> LIMITS = List.of(
            "TALLY_WRITES_PER_SECOND",
            "TALLY_READS_PER_SECOND",
            "TALLY_ACTIONS_PER_SECOND",
            "TALLY_CONNECTS_PER_SECOND");

    // Kills the stack after any end of this process, which closes the guard's input. Ctrl-C must not stop the guard
    // first.
    private static final String GUARD = "trap '' INT TERM HUP; read -r line; kill -9 ";

    private final Path root;
    private final Path directory;
    private final Map<String, String> variables;
    private @Nullable Process process;

    private OwnStack(Path root, Path directory, Map<String, String> variables) {
        this.root = root;
        this.directory = directory;
        this.variables = variables;
    }

    static OwnStack prepare(Settings settings, String scenario) {
        Map<String, String> variables = new HashMap<>(freePorts());
        LIMITS.forEach(limit -> variables.put(limit, "0"));
        Path directory = settings.results().resolve(scenario);
        variables.put("TALLY_LOG_FILE", directory.resolve("stack.log").toString());
        variables.put("TALLY_STACK_FILE", directory.resolve("stack.properties").toString());
        return new OwnStack(settings.root(), directory, variables);
    }

    @Override
    public URI url() {
        return URI.create("http://127.0.0.1:" + variables.get("TALLY_HTTP_PORT"));
    }

    @Override
    public URI webSocketUrl() {
        return URI.create("ws://127.0.0.1:" + variables.get("TALLY_HTTP_PORT") + "/ws");
    }

    @Override
    public void start() {
        try {
            Runtime.getRuntime().addShutdownHook(new Thread(this::close, "stack-close"));
            Process started = launch();
            process = started;
            await().atMost(START)
                    .pollInterval(Duration.ofMillis(200))
                    .until(() -> output().contains(READY) || !started.isAlive());
            if (!started.isAlive()) {
                throw new IllegalStateException("the stack did not start; its output:\n" + output());
            }
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    @Override
    public Optional<ProcessHandle> process() {
        return Optional.ofNullable(process).map(Process::toHandle);
    }

    @Override
    public void close() {
        Process started = process;
        if (started == null) {
            return;
        }
        List<ProcessHandle> children = started.descendants().toList();
        started.destroy();
        try {
            if (!started.waitFor(STOP.toSeconds(), TimeUnit.SECONDS)) {
                started.destroyForcibly();
            }
        } catch (InterruptedException interrupted) {
            started.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        children.forEach(ProcessHandle::destroyForcibly);
    }

    private Process launch() throws IOException {
        Files.createDirectories(directory.resolve("tmp"));
        ProcessBuilder builder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "@" + root.resolve("localstack/jvm.options"),
                        "-Djava.io.tmpdir=" + directory.resolve("tmp"),
                        "-jar",
                        root.resolve("localstack/target/quarkus-app/quarkus-run.jar")
                                .toString())
                .directory(root.toFile())
                .redirectErrorStream(true)
                .redirectOutput(console().toFile());
        builder.environment().keySet().removeAll(List.of("AWS_ENDPOINT_URL", "TALLY_DEPLOYMENT", "LOG"));
        builder.environment().putAll(variables);
        Process started = builder.start();
        Process guard = new ProcessBuilder("sh", "-c", GUARD + started.pid())
                .redirectOutput(Redirect.DISCARD)
                .redirectError(Redirect.DISCARD)
                .start();
        CompletableFuture<Void> unused = started.onExit().thenRun(guard::destroyForcibly);
        return started;
    }

    private Path console() {
        return directory.resolve("console");
    }

    private String output() throws IOException {
        return Files.readString(console());
    }

    private static Map<String, String> freePorts() {
        List<ServerSocket> sockets = new ArrayList<>();
        Map<String, String> ports = new HashMap<>();
        try {
            for (String port : PORTS) {
                ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                sockets.add(free);
                ports.put(port, String.valueOf(free.getLocalPort()));
            }
            for (ServerSocket socket : sockets) {
                socket.close();
            }
        } catch (IOException none) {
            throw new UncheckedIOException(none);
        }
        return ports;
    }
}
