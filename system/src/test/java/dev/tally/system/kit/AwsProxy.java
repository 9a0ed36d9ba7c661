package dev.tally.system.kit;

import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.DoubleAdder;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/** A proxy between functions and an AWS endpoint, which counts calls by operation and injects faults. */
public final class AwsProxy implements AutoCloseable {

    private static final int INTERNAL_SERVER_ERROR = 500;

    /** The fault of one call. */
    public enum Fault {
        NONE,
        /** Answered with a server error, not forwarded. */
        REFUSED,
        /** Not forwarded; the connection is closed. */
        CUT,
        /** Forwarded; the connection is closed without the answer. */
        ANSWER_LOST,
        /** Forwarded; the answer begins and never ends. */
        STALLED,
        /** Forwarded; the function is killed before it receives the answer. */
        KILLED,
        /** Forwarded half a second late. */
        SLOW,
        /** Forwarded two seconds late. */
        LATE
    }

    /**
     * One call of a function.
     *
     * @param function its name, which a {@link TestStack} adds to each call
     * @param operation such as {@code UpdateItem}
     * @param kind its purpose, see {@link CallKind}
     * @param signedAt the time of the signature, by the clock of the function
     */
    public record Call(String function, String operation, String kind, Instant signedAt) {

        private static final Set<String> WRITES = Set.of(
                "SendMessage",
                "SendMessageBatch",
                "UpdateItem",
                "PutItem",
                "DeleteItem",
                "BatchWriteItem",
                "TransactWriteItems");

        public boolean writes() {
            return WRITES.contains(operation);
        }
    }

    private static final long SLOW_MILLIS = 500;
    private static final long LATE_MILLIS = 2000;

    private final Vertx vertx;
    private final Supplier<URI> target;
    private final HttpClient client;
    private final HttpServer server;
    private final Map<String, LongAdder> calls = new ConcurrentHashMap<>();
    private final Map<String, LongAdder> callsByKind = new ConcurrentHashMap<>();
    private final Map<String, DoubleAdder> capacity = new ConcurrentHashMap<>();
    private volatile boolean measuringCapacity;
    private volatile Function<Call, Fault> faults = call -> Fault.NONE;
    private volatile BiFunction<Call, Buffer, List<Buffer>> rewriting = (call, body) -> List.of(body);
    private volatile Consumer<String> killer = function -> {};
    private volatile BiConsumer<HttpServerRequest, Buffer> watcher = (request, body) -> {};
    private volatile Consumer<Buffer> answerWatcher = answer -> {};

    private AwsProxy(Vertx vertx, Supplier<URI> target) {
        this.vertx = vertx;
        this.target = target;
        this.client = vertx.createHttpClient(new HttpClientOptions(), new PoolOptions().setHttp1MaxSize(64));
        this.server = vertx.createHttpServer().requestHandler(this::handle);
    }

    static AwsProxy start(Vertx vertx, URI target) {
        return start(vertx, () -> target);
    }

    /** @param target must be known before the first call */
    static AwsProxy start(Vertx vertx, Supplier<URI> target) {
        AwsProxy proxy = new AwsProxy(vertx, target);
        join(proxy.server.listen(0, "127.0.0.1"));
        return proxy;
    }

    URI endpoint() {
        return URI.create("http://127.0.0.1:" + server.actualPort());
    }

    /** Sets the fault of each call by its operation, such as {@code UpdateItem}. */
    public void faults(Function<String, Fault> decision) {
        rule(call -> decision.apply(call.operation()));
    }

    /** Sets the fault of each call. */
    public void rule(Function<Call, Fault> decision) {
        faults = decision;
    }

    /** Sets the action that kills a function for {@link Fault#KILLED}. */
    public void killer(Consumer<String> kill) {
        killer = kill;
    }

    /**
     * Sets the bodies as which each call is sent, one after the other. The fault and the answer are those of the last
     * body.
     */
    public void rewrite(BiFunction<Call, Buffer, List<Buffer>> change) {
        rewriting = change;
    }

    /** Reports every call from now on, with its body. */
    void watch(BiConsumer<HttpServerRequest, Buffer> watching) {
        watcher = watching;
    }

    /** Reports the body of every answer from now on. */
    public void watchAnswers(Consumer<Buffer> watching) {
        answerWatcher = watching;
    }

    public void healthy() {
        faults = call -> Fault.NONE;
    }

    /** Returns the number of calls of an operation. */
    public long calls(String operation) {
        LongAdder count = calls.get(operation);
        return count == null ? 0 : count.sum();
    }

    /** Returns the number of calls of a {@link CallKind}. */
    public long callsOf(String kind) {
        LongAdder count = callsByKind.get(kind);
        return count == null ? 0 : count.sum();
    }

    /** Requests from now on the consumed request units of each DynamoDB call. */
    public void measureCapacity() {
        measuringCapacity = true;
    }

    /** Returns the request units consumed since then, by {@link CallKind}. */
    public Map<String, Double> capacity() {
        Map<String, Double> sums = new TreeMap<>();
        capacity.forEach((kind, sum) -> sums.put(kind, sum.sum()));
        return sums;
    }

    @Override
    public void close() {
        join(server.close());
        join(client.close());
    }

    private void handle(HttpServerRequest request) {
        String header = String.valueOf(request.getHeader("X-Amz-Target"));
        String operation = header.substring(header.indexOf('.') + 1);
        calls.computeIfAbsent(operation, any -> new LongAdder()).increment();
        request.body()
                .map(body -> measuringCapacity ? CallKind.withConsumedCapacity(operation, body) : body)
                .onSuccess(read -> {
                    watcher.accept(request, read);
                    String kind = CallKind.of(header, read);
                    callsByKind.computeIfAbsent(kind, any -> new LongAdder()).increment();
                    Call call = new Call(AwsCalls.function(request), operation, kind, AwsCalls.signedAt(request));
                    handle(request, call, rewriting.apply(call, read));
                });
    }

    private void handle(HttpServerRequest request, Call call, List<Buffer> bodies) {
        if (bodies.size() == 1) {
            handle(request, call, bodies.get(0));
        } else {
            send(request, bodies.get(0)).onComplete(any -> handle(request, call, bodies.subList(1, bodies.size())));
        }
    }

    private void handle(HttpServerRequest request, Call call, Buffer body) {
        switch (faults.apply(call)) {
            case NONE -> forward(request, body);
            case REFUSED ->
                request.response().setStatusCode(INTERNAL_SERVER_ERROR).end("{\"__type\":\"InternalServerError\"}");
            case CUT -> request.connection().close();
            case KILLED -> send(request, body).onComplete(answer -> killer.accept(call.function()));
            case ANSWER_LOST ->
                send(request, body).onComplete(answer -> request.connection().close());
            case STALLED -> send(request, body).onSuccess(answer -> begin(request.response(), answer));
            case SLOW -> vertx.setTimer(SLOW_MILLIS, timer -> forward(request, body));
            case LATE -> vertx.setTimer(LATE_MILLIS, timer -> forward(request, body));
        }
    }

    private void forward(HttpServerRequest request, Buffer body) {
        send(request, body)
                .onSuccess(answer -> {
                    request.response().setStatusCode(answer.status());
                    request.response().headers().setAll(answer.headers());
                    request.response().end(answer.body());
                })
                .onFailure(failed -> request.connection().close());
    }

    /** Sends all of an answer but its last byte. */
    private static void begin(HttpServerResponse response, Answer answer) {
        response.setStatusCode(answer.status());
        response.headers().setAll(answer.headers());
        response.putHeader(
                HttpHeaders.CONTENT_LENGTH, String.valueOf(answer.body().length()));
        response.write(answer.body().slice(0, Math.max(0, answer.body().length() - 1)));
    }

    private Future<Answer> send(HttpServerRequest request, Buffer body) {
        RequestOptions options = new RequestOptions()
                .setHost(target.get().getHost())
                .setPort(target.get().getPort())
                .setURI(request.uri())
                .setMethod(request.method())
                .setHeaders(HttpHeaders.headers().addAll(request.headers()).remove(HttpHeaders.CONTENT_LENGTH));
        return client.request(options).compose(outgoing -> outgoing.send(body)).compose(answer -> answer.body()
                .map(content -> {
                    measure(request, body, content);
                    answerWatcher.accept(content);
                    return new Answer(answer.statusCode(), answer.headers(), content);
                }));
    }

    private void measure(HttpServerRequest request, Buffer body, Buffer answer) {
        if (measuringCapacity) {
            capacity.computeIfAbsent(CallKind.of(request.getHeader("X-Amz-Target"), body), any -> new DoubleAdder())
                    .add(CallKind.capacity(body, answer));
        }
    }

    private static <T> T join(Future<T> future) {
        return future.toCompletionStage()
                .toCompletableFuture()
                .orTimeout(10, TimeUnit.SECONDS)
                .join();
    }

    private record Answer(int status, MultiMap headers, Buffer body) {}
}
