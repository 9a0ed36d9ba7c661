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
import java.util.function.IntFunction;

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

    /** A write of a client. */
    private record Write(HttpMethod method, String path, Map<String, String> headers, String body) {}

    /** Presses a counter, and returns after the last answer. */
    public Result press(String counter, int perSecond, Duration time) {
        Progress.step(0, counter + ", " + perSecond + " clicks/s for " + time.toSeconds() + " s");
        Write click = click(counter, Map.of());
        return run(perSecond, time, number -> click, ACCEPTED);
    }

    /**
     * Presses several counters in turn, and waits up to 5 s for a count that includes each press. A press without that
     * count is not among the accepted ones.
     */
    public Result pressAndWait(List<String> counters, int perSecond, Duration time) {
        Progress.step(0, counters.size() + " counters, " + perSecond + " clicks/s for " + time.toSeconds() + " s");
        Map<String, String> wait = Map.of("Prefer", "wait=5");
        return run(perSecond, time, number -> click(counters.get(number % counters.size()), wait), COUNTED);
    }

    private static Write click(String counter, Map<String, String> headers) {
        return new Write(HttpMethod.POST, "/v1/counters/" + counter + "/clicks", headers, "{\"delta\":1}");
    }

    /**
     * Votes on a counter of likes, and returns after the last answer. The voters vote in turn, and each changes the own
     * value with every vote.
     */
    public Result vote(String counter, int voters, int perSecond, Duration time) {
        Progress.step(0, counter + ", " + perSecond + " votes/s for " + time.toSeconds() + " s");
        String path = "/v1/counters/" + counter + "/vote";
        return run(
                perSecond,
                time,
                number -> new Write(
                        HttpMethod.PUT,
                        path,
                        Map.of("Tally-Voter", "voter-0123456789-" + number % voters),
                        "{\"value\":" + (number / voters + 1) % 2 + "}"),
                ACCEPTED);
    }

    private Result run(int perSecond, Duration time, IntFunction<Write> writes, int expectedStatus) {
        Run run = new Run(writes, perSecond, (int) (perSecond * time.toSeconds()), expectedStatus);
        vertx.setPeriodic(TICK_MILLIS, run::tick);
        return run.result.orTimeout(time.toSeconds() + 60, TimeUnit.SECONDS).join();
    }

    @Override
    public void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    /** One run, on one event loop. */
    private final class Run {

        private final IntFunction<Write> writes;
        private final int expectedStatus;
        private final int perSecond;
        private final long[] micros;
        private final long start = System.nanoTime();
        private final CompletableFuture<Result> result = new CompletableFuture<>();
        private int sent;
        private int answered;
        private int accepted;

        Run(IntFunction<Write> writes, int perSecond, int presses, int expectedStatus) {
            this.writes = writes;
            this.expectedStatus = expectedStatus;
            this.perSecond = perSecond;
            this.micros = new long[presses];
        }

        void tick(long timer) {
            long due = (System.nanoTime() - start) * perSecond / 1_000_000_000L;
            while (sent < Math.min(due, micros.length)) {
                send(writes.apply(sent), start + sent * 1_000_000_000L / perSecond);
                sent++;
            }
            if (sent == micros.length) {
                vertx.cancelTimer(timer);
            }
        }

        private void send(Write write, long dueNanos) {
            client.request(write.method(), endpoint.getPort(), endpoint.getHost(), write.path())
                    .compose(request -> {
                        write.headers().forEach(request::putHeader);
                        return request.putHeader("Content-Type", "application/json")
                                .send(Buffer.buffer(write.body()));
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
