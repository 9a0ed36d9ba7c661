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
    private static final int OK = 200;

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
     * @param sortedMicros the time of each accepted request, ascending
     * @param startNanos the time at which the first request was due, by {@link System#nanoTime}
     */
    public record Result(int asked, int accepted, Micros sortedMicros, long startNanos) {

        /** Returns a percentile of all requests. The time of one that was not accepted is infinite. */
        public double percentileMillis(double percent) {
            int rank = (int) Math.ceil(percent / 100 * asked);
            return rank > accepted ? Double.POSITIVE_INFINITY : sortedMicros.at(rank) / 1000.0;
        }
    }

    /** Times, ascending, in microseconds. */
    public static final class Micros {

        private final long[] sorted;

        private Micros(long[] sorted) {
            this.sorted = sorted;
        }

        /** @param rank from 1 */
        private long at(int rank) {
            return sorted[rank - 1];
        }
    }

    /** A request of a client, with an empty body if it has none. */
    private record Request(HttpMethod method, String path, Map<String, String> headers, String body) {}

    /** Presses a counter, and returns after the last answer. */
    public Result press(String counter, int perSecond, Duration time) {
        return press(List.of(counter), perSecond, time);
    }

    /** Presses several counters in turn, and returns after the last answer. */
    public Result press(List<String> counters, int perSecond, Duration time) {
        progress(counters, perSecond, "clicks", time);
        return run(perSecond, time, number -> click(next(counters, number), Map.of()), ACCEPTED);
    }

    /**
     * Reads several counters in turn, and returns after the last answer.
     *
     * @param part the part of each counter, such as {@code /history}, or empty
     */
    public Result read(List<String> counters, String part, int perSecond, Duration time) {
        progress(counters, perSecond, "reads", time);
        return run(
                perSecond,
                time,
                number -> new Request(HttpMethod.GET, "/v1/counters/" + next(counters, number) + part, Map.of(), ""),
                OK);
    }

    /**
     * Presses several counters in turn, and waits up to 5 s for a count that includes each press. A press without that
     * count is not among the accepted ones.
     */
    public Result pressAndWait(List<String> counters, int perSecond, Duration time) {
        progress(counters, perSecond, "clicks", time);
        Map<String, String> wait = Map.of("Prefer", "wait=5");
        return run(perSecond, time, number -> click(next(counters, number), wait), OK);
    }

    private static String next(List<String> counters, int number) {
        return counters.get(number % counters.size());
    }

    private static void progress(List<String> counters, int perSecond, String requests, Duration time) {
        String names = counters.size() == 1 ? counters.get(0) : counters.size() + " counters";
        Progress.step(0, names + ", " + perSecond + " " + requests + "/s for " + time.toSeconds() + " s");
    }

    private static Request click(String counter, Map<String, String> headers) {
        return new Request(HttpMethod.POST, "/v1/counters/" + counter + "/clicks", headers, "{\"delta\":1}");
    }

    /**
     * Votes on a counter of likes, and returns after the last answer. The voters vote in turn, and each changes the own
     * value with every vote.
     */
    public Result vote(String counter, int voters, int perSecond, Duration time) {
        progress(List.of(counter), perSecond, "votes", time);
        String path = "/v1/counters/" + counter + "/vote";
        return run(
                perSecond,
                time,
                number -> new Request(
                        HttpMethod.PUT,
                        path,
                        Map.of("Tally-Voter", "voter-0123456789-" + number % voters),
                        "{\"value\":" + (number / voters + 1) % 2 + "}"),
                ACCEPTED);
    }

    private Result run(int perSecond, Duration time, IntFunction<Request> requests, int expectedStatus) {
        Run run = new Run(requests, perSecond, (int) (perSecond * time.toSeconds()), expectedStatus);
        vertx.setPeriodic(TICK_MILLIS, run::tick);
        return run.result.orTimeout(time.toSeconds() + 60, TimeUnit.SECONDS).join();
    }

    @Override
    public void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    /** One run, on one event loop. */
    private final class Run {

        private final IntFunction<Request> requests;
        private final int expectedStatus;
        private final int perSecond;
        private final long[] micros;
        private final long start = System.nanoTime();
        private final CompletableFuture<Result> result = new CompletableFuture<>();
        private int sent;
        private int answered;
        private int accepted;

        Run(IntFunction<Request> requests, int perSecond, int presses, int expectedStatus) {
            this.requests = requests;
            this.expectedStatus = expectedStatus;
            this.perSecond = perSecond;
            this.micros = new long[presses];
        }

        void tick(long timer) {
            // The first request is due at the start.
            long due = (System.nanoTime() - start) * perSecond / 1_000_000_000L + 1;
            while (sent < Math.min(due, micros.length)) {
                send(requests.apply(sent), start + sent * 1_000_000_000L / perSecond);
                sent++;
            }
            if (sent == micros.length) {
                vertx.cancelTimer(timer);
            }
        }

        private void send(Request request, long dueNanos) {
            client.request(request.method(), endpoint.getPort(), endpoint.getHost(), request.path())
                    .compose(begun -> {
                        request.headers().forEach(begun::putHeader);
                        return begun.putHeader("Content-Type", "application/json")
                                .send(Buffer.buffer(request.body()));
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
