package dev.tally.localstack.sources.streams;

import com.sun.management.OperatingSystemMXBean;
import dev.tally.localstack.FakeFunctions;
import dev.tally.localstack.cloud.EmbeddedCloud;
import dev.tally.localstack.sources.streams.StreamSettings.StartingPosition;
import io.vertx.core.json.JsonObject;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.stream.IntStream;

/** The time from a write's answer to the function, and the processor time of reading. */
final class StreamBench {

    private static final OperatingSystemMXBean SYSTEM =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    private static final int WARM_UP = 1_500;
    private static final int WRITES = 2_000;
    private static final Duration BETWEEN = Duration.ofMillis(10);

    private final AtomicLongArray answered = new AtomicLongArray(WARM_UP + WRITES);
    private final AtomicLongArray invoked = new AtomicLongArray(WARM_UP + WRITES);

    private StreamBench() {}

    public static void main(String[] arguments) throws InterruptedException {
        int mappings = arguments.length == 0 ? 2 : Integer.parseInt(arguments[0]);
        try (EmbeddedCloud cloud = EmbeddedCloud.start(EmbeddedCloud.Ports.FREE, "eu-central-1")) {
            new StreamBench().run(cloud, mappings);
        }
    }

    private void run(EmbeddedCloud cloud, int mappings) throws InterruptedException {
        StreamedTable table = StreamedTable.create(cloud.dynamoDb());
        List<StreamPoller> pollers = IntStream.range(0, mappings)
                .mapToObj(i -> StreamPoller.start(settings(table, "source" + i), cloud, recording()))
                .toList();
        write(table, 0, WARM_UP);
        long before = SYSTEM.getProcessCpuTime();
        long started = System.nanoTime();
        write(table, WARM_UP, WARM_UP + WRITES);
        report("busy", before, started);
        for (StreamPoller poller : pollers) {
            poller.awaitCaughtUp(Duration.ofSeconds(10));
        }
        latency();
        idle();
        pollers.forEach(StreamPoller::close);
        idle();
    }

    private FakeFunctions recording() {
        return FakeFunctions.doing(event -> {
            long now = System.nanoTime();
            event.getJsonArray("Records").stream()
                    .map(JsonObject.class::cast)
                    .mapToInt(StreamBench::number)
                    .forEach(n -> invoked.compareAndSet(n, 0, now));
            return CompletableFuture.completedFuture(FakeFunctions.success("{}"));
        });
    }

    private static int number(JsonObject record) {
        return Integer.parseInt(record.getJsonObject("dynamodb")
                .getJsonObject("NewImage")
                .getJsonObject("n")
                .getString("N"));
    }

    private void write(StreamedTable table, int from, int to) throws InterruptedException {
        long next = System.nanoTime();
        for (int n = from; n < to; n++) {
            table.put("key" + n % 8, "item", n);
            answered.set(n, System.nanoTime());
            next += BETWEEN.toNanos();
            Thread.sleep(Math.max(0, (next - System.nanoTime()) / 1_000_000));
        }
    }

    private void latency() {
        long[] micros = IntStream.range(WARM_UP, WARM_UP + WRITES)
                .mapToLong(n -> (invoked.get(n) - answered.get(n)) / 1_000)
                .sorted()
                .toArray();
        System.out.printf(
                "latency median=%d us p95=%d us max=%d us%n",
                micros[WRITES / 2],
                micros[WRITES * 95 / 100],
                Arrays.stream(micros).max().orElse(0));
    }

    private static void idle() throws InterruptedException {
        long before = SYSTEM.getProcessCpuTime();
        long started = System.nanoTime();
        Thread.sleep(10_000);
        report("idle", before, started);
    }

    private static void report(String phase, long cpuBefore, long started) {
        double share = (double) (SYSTEM.getProcessCpuTime() - cpuBefore) / (System.nanoTime() - started);
        System.out.printf("%s processors=%.3f%n", phase, share);
    }

    private static StreamSettings settings(StreamedTable table, String name) {
        return new StreamSettings(
                name,
                table.name(),
                "pk",
                "function",
                StartingPosition.TRIM_HORIZON,
                100,
                4,
                true,
                true,
                RecordFilter.of("bench", List.of()));
    }
}
