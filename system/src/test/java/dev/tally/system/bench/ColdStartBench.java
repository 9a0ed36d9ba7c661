package dev.tally.system.bench;

import dev.tally.localstack.lambda.FunctionDeployment;
import dev.tally.localstack.lambda.LambdaHost;
import dev.tally.localstack.lambda.LambdaSettings;
import dev.tally.localstack.spec.ProjectRoot;
import dev.tally.localstack.spec.StackSpec;
import dev.tally.runtime.progress.Progress;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The benchmark of cold starts: the size of each package, and the time from the start of a process to its first answer.
 */
class ColdStartBench {

    private static final Path ROOT = ProjectRoot.above(Path.of(""));
    private static final int STARTS = 9;

    @TempDir
    private Path directory;

    private final Results results = new Results(
            "cold-start",
            "| JDK | function | package MB | all tiers ms | one tier, as Lambda ms | with class data sharing ms |",
            "|---|---|---|---|---|---|");

    @Test
    void coldStarts() throws IOException {
        StackSpec spec = StackSpec.load(ROOT);
        measure("press", spec, Files.readString(ROOT.resolve("functions/press/events/health.json")));
        measure("aggregator", spec, "{\"Records\":[]}");
        results.chart(chart(results.table("| JDK |")));
    }

    static Chart chart(MarkdownTable table) {
        List<String> jdks = table.texts("JDK");
        List<String> functions = table.texts("function");
        return new Chart(
                "Time from the start of a process to its first answer",
                "function, JDK",
                "milliseconds",
                IntStream.range(0, jdks.size())
                        .mapToObj(row -> functions.get(row) + ", " + jdks.get(row))
                        .toList(),
                Stream.of("all tiers", "one tier, as Lambda", "with class data sharing")
                        .filter(kind -> table.has(kind + " ms"))
                        .map(kind -> table.series(kind + " ms", kind))
                        .toList());
    }

    private void measure(String name, StackSpec spec, String event) throws IOException {
        StackSpec.Function function = spec.functions().get(name);
        if (function == null) {
            throw new IllegalStateException(StackSpec.FILE + " has no function " + name);
        }
        Path zip = ROOT.resolve(function.artifact());
        results.line(
                "| %d | %s | %.1f | %d | %d | %d |",
                Runtime.version().feature(),
                name,
                Files.size(zip) / 1e6,
                median(name, zip, function, event, "-XX:TieredStopAtLevel=4"),
                median(name, zip, function, event, ""),
                median(name, zip, function, event, "-XX:SharedArchiveFile=" + directory.resolve(name + ".jsa")));
    }

    /** Returns the median of several starts, in milliseconds. If required, a start before them writes the archive. */
    private long median(String name, Path zip, StackSpec.Function function, String event, String option)
            throws IOException {
        Progress.step(0, name + (option.isEmpty() ? "" : " with " + option.replaceFirst("=/.*", "")));
        // The launcher reads its options from a file, so that they can change while the classes keep their path.
        Path options = directory.resolve("options");
        Files.writeString(options, option.replace("SharedArchiveFile", "ArchiveClassesAtExit"));
        Vertx vertx = Vertx.vertx();
        try (LambdaHost lambda = new LambdaHost(vertx, LambdaSettings.defaults())) {
            lambda.deploy(new FunctionDeployment(
                    name,
                    zip,
                    function.handler(),
                    function.memoryMegabytes(),
                    Duration.ofSeconds(30),
                    Map.of(
                            "TALLY_TABLE", "counters",
                            "TALLY_EPOCH", "eu-central-1.20261129-201503-120",
                            "TALLY_QUEUE_URL", "http://127.0.0.1/clicks.fifo",
                            "TALLY_DEAD_LETTER_QUEUE_URL", "http://127.0.0.1/dead-letters.fifo",
                            "AWS_ACCESS_KEY_ID", "local",
                            "AWS_SECRET_ACCESS_KEY", "local"),
                    1,
                    1,
                    List.of("@" + options)));
            coldStart(lambda, name, Buffer.buffer(event));
            Files.writeString(options, option);
            return IntStream.range(0, STARTS)
                    .mapToLong(start -> coldStart(lambda, name, Buffer.buffer(event)))
                    .sorted()
                    .skip(STARTS / 2)
                    .findFirst()
                    .orElseThrow();
        } finally {
            vertx.close().toCompletionStage().toCompletableFuture().join();
        }
    }

    private static long coldStart(LambdaHost lambda, String name, Buffer event) {
        long start = System.nanoTime();
        String error = lambda.invoke(name, event).toCompletableFuture().join().functionError();
        long millis = (System.nanoTime() - start) / 1_000_000;
        if (error != null) {
            throw new IllegalStateException(name + " failed: " + error);
        }
        // A normal exit, because the JVM writes its archive then.
        for (ProcessHandle process : lambda.processes(name)) {
            process.destroy();
            process.onExit().join();
        }
        return millis;
    }
}
