package dev.tally.system.bench;

import static org.awaitility.Awaitility.await;

import dev.tally.localstack.spec.ProjectRoot;
import dev.tally.system.kit.LoadGenerator;
import dev.tally.system.kit.StackProcess;
import dev.tally.system.kit.TestOptions;
import dev.tally.system.kit.TestOptions.Proxies;
import dev.tally.system.kit.TestStack;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The benchmark of clicks: their rate, the time of a press, and writes per click; {@code make bench} prints the tables.
 *
 * <p>Everything shares the machine: this load generator, gateway, queue, table and functions.
 */
class ClickBench {

    private static final Path RESULTS = Path.of("target", "bench", "clicks.md");
    private static final Duration WARM_UP = Duration.ofSeconds(Integer.getInteger("bench.warm-up", 120));
    private static final Duration TIME = Duration.ofSeconds(Integer.getInteger("bench.seconds", 60));
    private static final int[] RATES = {400, 800, 1000, 1250, 1500, 2000};
    private static final int WARM_UP_RATE = 600;
    private static final Duration START = Duration.ofMinutes(2);
    private static final Duration DRAIN = Duration.ofMinutes(5);

    private final List<String> table = new ArrayList<>();
    private final HttpClient http = HttpClient.newHttpClient();

    @TempDir
    private Path directory;

    @Test
    void clicks() throws Exception {
        rates();
        writes();
    }

    /** Measures one counter on the stack as {@code make run} starts it, at growing rates. */
    private void rates() throws Exception {
        add(
                "| asked/s | accepted | counted | behind after half the time | at the end | p50 ms | p95 ms | p99 ms |",
                "|---|---|---|---|---|---|---|---|");
        Map<String, String> settings = new HashMap<>(StackProcess.freePorts());
        settings.put("TALLY_WRITES_PER_SECOND", "0");
        Process stack = StackProcess.start(ProjectRoot.above(Path.of("")), settings, directory);
        URI endpoint = URI.create("http://127.0.0.1:" + settings.get("TALLY_HTTP_PORT"));
        try (LoadGenerator load = new LoadGenerator(endpoint)) {
            await().atMost(START).until(() -> StackProcess.output(directory).contains(StackProcess.READY));
            load.press("warm-up", WARM_UP_RATE, WARM_UP);
            awaitDrained(endpoint);
            for (int rate : RATES) {
                measure(load, endpoint, rate);
            }
        } finally {
            StackProcess.stop(stack);
        }
    }

    private void measure(LoadGenerator load, URI endpoint, int rate) throws Exception {
        String counter = "hot-" + rate;
        LoadGenerator.Result first = load.press(counter, rate, TIME.dividedBy(2));
        long half = inFlight(endpoint);
        LoadGenerator.Result second = load.press(counter, rate, TIME.dividedBy(2));
        long end = inFlight(endpoint);
        awaitDrained(endpoint);
        int accepted = first.accepted() + second.accepted();
        await().atMost(DRAIN).until(() -> count(endpoint, counter) >= accepted);
        add(String.format(
                Locale.ROOT,
                "| %d | %d of %d | %d | %d | %d | %.1f | %.1f | %.1f |",
                rate,
                accepted,
                first.asked() + second.asked(),
                count(endpoint, counter),
                half,
                end,
                second.percentileMillis(50),
                second.percentileMillis(95),
                second.percentileMillis(99)));
        chart(MarkdownTable.find(table, "| asked/s |")).write(RESULTS.resolveSibling("clicks.svg"));
    }

    static Chart chart(MarkdownTable table) {
        return new Chart(
                "Time until the answer to a press",
                "presses per second on one counter",
                "milliseconds",
                table.texts("asked/s"),
                List.of(table.series("p50 ms", "p50"), table.series("p95 ms", "p95"), table.series("p99 ms", "p99")));
    }

    private void awaitDrained(URI endpoint) {
        await().atMost(DRAIN).until(() -> inFlight(endpoint) == 0);
    }

    private long inFlight(URI endpoint) throws Exception {
        return Long.parseLong(get(endpoint, "/_local/in-flight").strip());
    }

    private long count(URI endpoint, String counter) throws Exception {
        return new JsonObject(get(endpoint, "/v1/counters/" + counter)).getLong("count");
    }

    private String get(URI endpoint, String path) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(endpoint.resolve(path)).build();
        return http.send(request, BodyHandlers.ofString()).body();
    }

    /** Counts the writes of shards, at a rate and from a backlog. */
    private void writes() throws IOException {
        add("", "| shards | rate | counted | writes per click |", "|---|---|---|---|");
        for (int shards : new int[] {1, 2, 16}) {
            TestOptions options = TestOptions.DEFAULT
                    .withVisibility(30)
                    .withAggregatorTimeout(5)
                    .withProcesses(1, 16)
                    .withProxies(Proxies.DYNAMODB)
                    .withVariable("QUARKUS_LOG_LEVEL", "WARN")
                    .withVariable("TALLY_SHARDS", String.valueOf(shards));
            try (TestStack stack = TestStack.start(options);
                    LoadGenerator load = new LoadGenerator(stack.endpoint())) {
                load.press("warm-up", 400, TIME.dividedBy(4));
                stack.drain();
                long before = writes(stack);
                load.press("busy", 400, TIME.dividedBy(2));
                row(stack, "busy", shards, "400", before);
                stack.stack().sources().forEach(source -> source.pause());
                load.press("backlog", 400, Duration.ofSeconds(10));
                before = writes(stack);
                stack.stack().sources().forEach(source -> source.resume());
                row(stack, "backlog", shards, "from a backlog", before);
            }
        }
    }

    private void row(TestStack stack, String counter, int shards, String rate, long before) throws IOException {
        stack.drain();
        long counted = stack.counted(counter);
        add(String.format(
                Locale.ROOT,
                "| %d | %s | %d | %.3f |",
                shards,
                rate,
                counted,
                (writes(stack) - before) / (double) counted));
    }

    /** Returns the number of times that the functions wrote a shard. */
    private static long writes(TestStack stack) {
        return stack.dynamoDb().callsOf("write shard");
    }

    /** Adds lines to the results. The file is written each time, so that an aborted run keeps its rows. */
    private void add(String... lines) throws IOException {
        table.addAll(List.of(lines));
        Files.createDirectories(RESULTS.getParent());
        Files.write(RESULTS, table);
    }
}
