package dev.tally.system.kit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tally.localstack.lambda.Watchdog;
import dev.tally.localstack.spec.ProjectRoot;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The local stack in a separate process, as {@code make run} starts it. */
public final class StackProcess {

    public static final String READY = "Tally is ready";

    private static final Duration READY_WITHIN = Duration.ofSeconds(90);

    private static final Path JAR =
            ProjectRoot.above(Path.of("")).resolve("localstack/target/quarkus-app/quarkus-run.jar");

    private StackProcess() {}

    /**
     * Starts the stack.
     *
     * @param settings environment variables
     * @param directory for its output, its files and its temporary files
     */
    public static Process start(Path root, Map<String, String> settings, Path directory) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command(directory));
        builder.directory(root.toFile());
        builder.environment().keySet().removeAll(List.of("AWS_ENDPOINT_URL", "LOG"));
        builder.environment().putAll(files(directory));
        builder.environment().putAll(settings);
        builder.redirectErrorStream(true)
                .redirectOutput(directory.resolve("output").toFile());
        Process process = builder.start();
        // A test that is killed stops nothing.
        Watchdog.guard(process);
        return process;
    }

    /** Starts the stack, and waits until it is ready. */
    public static Process startReady(Map<String, String> settings, Path directory) throws IOException {
        Process process = start(ProjectRoot.above(Path.of("")), settings, directory);
        await().atMost(READY_WITHIN).until(() -> output(directory).contains(READY) || !process.isAlive());
        assertThat(process.isAlive()).as(output(directory)).isTrue();
        return process;
    }

    /** Returns the command of {@code make run}. */
    public static List<String> command(Path directory) {
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "@" + ProjectRoot.above(Path.of("")).resolve("localstack/jvm.options"),
                // A killed stack cannot delete its unpacked files, but the test deletes this directory.
                "-Djava.io.tmpdir=" + directory,
                "-jar",
                JAR.toString());
    }

    /** Returns the settings that put the stack's files into a directory. */
    public static Map<String, String> files(Path directory) {
        return Map.of(
                "TALLY_LOG_FILE", directory.resolve("stack.log").toString(),
                "TALLY_STACK_FILE", directory.resolve("stack.properties").toString());
    }

    /** Stops the stack in order, for which each of its event sources may take 20 s. */
    public static void stop(Process process) throws InterruptedException {
        try {
            process.destroy();
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        } finally {
            process.destroyForcibly();
        }
    }

    /** Kills the stack and its functions, as {@code kill -9} does. */
    public static void kill(Process process) throws InterruptedException {
        List<ProcessHandle> all = process.descendants().toList();
        process.destroyForcibly();
        all.forEach(ProcessHandle::destroyForcibly);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    }

    /** Returns its log so far. */
    public static String log(Path directory) throws IOException {
        return Files.readString(directory.resolve("stack.log"));
    }

    /** Returns its file with addresses. */
    public static Path stackFile(Path directory) {
        return directory.resolve("stack.properties");
    }

    /** Returns its output so far. */
    public static String output(Path directory) throws IOException {
        return Files.readString(directory.resolve("output"));
    }

    /** Returns a free port for each setting of a port. */
    public static Map<String, String> freePorts() throws IOException {
        try (ServerSocket http = freePort();
                ServerSocket lambda = freePort();
                ServerSocket connections = freePort();
                ServerSocket sqs = freePort();
                ServerSocket dynamoDb = freePort()) {
            return Map.of(
                    "TALLY_HTTP_PORT", String.valueOf(http.getLocalPort()),
                    "TALLY_LAMBDA_PORT", String.valueOf(lambda.getLocalPort()),
                    "TALLY_CONNECTIONS_PORT", String.valueOf(connections.getLocalPort()),
                    "TALLY_SQS_PORT", String.valueOf(sqs.getLocalPort()),
                    "TALLY_DYNAMODB_PORT", String.valueOf(dynamoDb.getLocalPort()));
        }
    }

    private static ServerSocket freePort() throws IOException {
        return new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    }
}
