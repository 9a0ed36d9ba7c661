package dev.tally.system.kit;

import dev.tally.runtime.progress.Progress;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * A client that presses at a steady rate without waiting for answers. The time of a press starts when it was due. A
 * slow answer therefore neither delays later presses nor hides their wait.
 */
public final class LoadGenerator implements AutoCloseable {

    private static final int TICK_MILLIS = 2;
    private static final int ACCEPTED = 202;
    private static final int COUNTED = 200;

    private final Vertx vertx = Vertx.vertx();
    private final HttpClient client;
    private final URI endpoint;

    public LoadGenerator(URI endpoint) {
        this.endpoint = endpoint;
        this.client = vertx.createHttpClient(
                new HttpClientOptions(), new PoolOptions().setHttp1MaxSize(64).setMaxWaitQueueSize(-1));
    }

    /**
     * The result of a run.
     *
     * @param sortedMicros the time of each accepted press, ascending
     * @param startNanos the time at which the first press was due, by {@link System#nanoTime}
     */
    public record Result(int asked, int accepted, Micros sortedMicros, long startNanos) {

        public double percentileMillis(double percent) {
            return sortedMicros.at(percent) / 1000.0;
        }
    }

    /** Times, ascending, in microseconds. */
    public static final class Micros {

        private final long[] sorted;

        private Micros(long[] sorted) {
            this.sorted = sorted;
        }

        private long at(double percent) {
            return sorted.length == 0 ? 0 : sorted[(int) Math.ceil(percent / 100 * sorted.length) - 1];
        }
    }

    /** Presses a counter, and returns after the last answer. */
    public Result press(String counter, int perSecond, Duration time) {
        return run(counter, List.of(counter), perSecond, time, Map.of(), ACCEPTED);
    }

    /**
     * Presses several counters in turn, and waits up to 5 s for a count that includes each press. A press without that
     * count is not among the accepted ones.
     */
    public Result pressAndWait(List<String> counters, int perSecond, Duration time) {
        return run(counters.size() + " counters", counters, perSecond, time, Map.of("Prefer", "wait=5"), COUNTED);
    }

    private Result run(
            String name,
            List<String> counters,
            int perSecond,
            Duration time,
            Map<String, String> headers,
            int expectedStatus) {
        Progress.step(0, name + ", " + perSecond + " clicks/s for " + time.toSeconds() + " s");
        Run run = new Run(counters, perSecond, (int) (perSecond * time.toSeconds()), headers, expectedStatus);
        vertx.setPeriodic(TICK_MILLIS, run::tick);
        return run.result.orTimeout(time.toSeconds() + 60, TimeUnit.SECONDS).join();
    }

    @Override
    public void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    /** One run, on one event loop. */
    private final class Run {

        private final List<String> counters;
        private final Map<String, String> headers;
        private final int expectedStatus;
        private final int perSecond;
        private final long[] micros;
        private final long start = System.nanoTime();
        private final CompletableFuture<Result> result = new CompletableFuture<>();
        private int sent;
        private int answered;
        private int accepted;

        Run(List<String> counters, int perSecond, int presses, Map<String, String> headers, int expectedStatus) {
            this.counters = counters;
            this.headers = headers;
            this.expectedStatus = expectedStatus;
            this.perSecond = perSecond;
            this.micros = new long[presses];
        }

        void tick(long timer) {
            long due = (System.nanoTime() - start) * perSecond / 1_000_000_000L;
            while (sent < Math.min(due, micros.length)) {
                send(counters.get(sent % counters.size()), start + sent * 1_000_000_000L / perSecond);
                sent++;
            }
            if (sent == micros.length) {
                vertx.cancelTimer(timer);
            }
        }

        private void send(String counter, long dueNanos) {
            client.request(
                            HttpMethod.POST,
                            endpoint.getPort(),
                            endpoint.getHost(),
                            "/v1/counters/" + counter + "/clicks")
                    .compose(request -> {
                        headers.forEach(request::putHeader);
                        return request.putHeader("Content-Type", "application/json")
                                .send(Buffer.buffer("{\"delta\":1}"));
                    })
                    .compose(answer -> answer.end().map(answer.statusCode()))
                    .onComplete(status -> {
                        if (status.succeeded() && status.result() == expectedStatus) {
                            micros[accepted++] = (System.nanoTime() - dueNanos) / 1000;
                        }
                        if (++answered == micros.length) {
                            finish();
                        }
                    });
        }

        private void finish() {
            long[] sorted = Arrays.copyOf(micros, accepted);
            Arrays.sort(sorted);
            result.complete(new Result(micros.length, accepted, new Micros(sorted), start));
        }
    }
}
