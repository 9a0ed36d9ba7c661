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

/** Stands between a function and an AWS endpoint: counts calls by operation, and makes some of them go wrong. */
public final class AwsProxy implements AutoCloseable {

    private static final int INTERNAL_SERVER_ERROR = 500;

    /** What happens to one call. */
    public enum Fault {
        NONE,
        /** Answered with a server error, not forwarded. */
        REFUSED,
        /** Not forwarded, and the connection closed. */
        CUT,
        /** Forwarded, and the answer thrown away with the connection. */
        ANSWER_LOST,
        /** Forwarded, and the answer begun and never ended. */
        STALLED,
        /** Forwarded, and its function killed before it has the answer. */
        KILLED,
        /** Forwarded half a second late. */
        SLOW,
        /** Forwarded two seconds late. */
        LATE
    }

    /**
     * One call of a function.
     *
     * @param function its name, as a {@link TestStack} has functions tell it
     * @param operation such as {@code UpdateItem}
     * @param kind what it is for, see {@link CallKind}
     * @param signedAt when, by the clock of the function
     */
    public record Call(String function, String operation, String kind, Instant signedAt) {

        private static final Set<String> WRITES =
                Set.of("SendMessage", "SendMessageBatch", "UpdateItem", "PutItem", "DeleteItem", "BatchWriteItem");

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
    private volatile BiFunction<Call, Buffer, Buffer> rewriting = (call, body) -> body;
    private volatile Consumer<String> killer = function -> {};
    private volatile BiConsumer<HttpServerRequest, Buffer> watcher = (request, body) -> {};

    private AwsProxy(Vertx vertx, Supplier<URI> target) {
        this.vertx = vertx;
        this.target = target;
        this.client = vertx.createHttpClient(new HttpClientOptions(), new PoolOptions().setHttp1MaxSize(64));
        this.server = vertx.createHttpServer().requestHandler(this::handle);
    }

    static AwsProxy start(Vertx vertx, URI target) {
        return start(vertx, () -> target);
    }

    /** @param target known by the first call at the latest */
    static AwsProxy start(Vertx vertx, Supplier<URI> target) {
        AwsProxy proxy = new AwsProxy(vertx, target);
        join(proxy.server.listen(0, "127.0.0.1"));
        return proxy;
    }

    URI endpoint() {
        return URI.create("http://127.0.0.1:" + server.actualPort());
    }

    /** Decides what happens to each call, by its operation, {@code UpdateItem} say. */
    public void faults(Function<String, Fault> decision) {
        rule(call -> decision.apply(call.operation()));
    }

    /** Decides what happens to each call. */
    public void rule(Function<Call, Fault> decision) {
        faults = decision;
    }

    /** What kills a function for {@link Fault#KILLED}. */
    public void killer(Consumer<String> kill) {
        killer = kill;
    }

    /** Changes the body of each call on its way. */
    public void rewrite(BiFunction<Call, Buffer, Buffer> change) {
        rewriting = change;
    }

    /** Shows every call from now on, with its body. */
    void watch(BiConsumer<HttpServerRequest, Buffer> watching) {
        watcher = watching;
    }

    public void healthy() {
        faults = call -> Fault.NONE;
    }

    /** How many calls of an operation came in. */
    public long calls(String operation) {
        LongAdder count = calls.get(operation);
        return count == null ? 0 : count.sum();
    }

    /** How many calls of a {@link CallKind} came in. */
    public long callsOf(String kind) {
        LongAdder count = callsByKind.get(kind);
        return count == null ? 0 : count.sum();
    }

    /** Has DynamoDB say from now on how many request units each call consumed. */
    public void measureCapacity() {
        measuringCapacity = true;
    }

    /** The request units consumed since, by {@link CallKind}. */
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
                .map(body -> measuringCapacity ? CallKind.askingForCapacity(operation, body) : body)
                .onSuccess(read -> {
                    watcher.accept(request, read);
                    String kind = CallKind.of(header, read);
                    callsByKind.computeIfAbsent(kind, any -> new LongAdder()).increment();
                    Call call = new Call(AwsCalls.function(request), operation, kind, AwsCalls.signedAt(request));
                    Buffer body = rewriting.apply(call, read);
                    switch (faults.apply(call)) {
                        case NONE -> forward(request, body);
                        case REFUSED ->
                            request.response()
                                    .setStatusCode(INTERNAL_SERVER_ERROR)
                                    .end("{\"__type\":\"InternalServerError\"}");
                        case CUT -> request.connection().close();
                        case KILLED -> send(request, body).onComplete(answer -> killer.accept(call.function()));
                        case ANSWER_LOST ->
                            send(request, body)
                                    .onComplete(answer -> request.connection().close());
                        case STALLED -> send(request, body).onSuccess(answer -> begin(request.response(), answer));
                        case SLOW -> vertx.setTimer(SLOW_MILLIS, timer -> forward(request, body));
                        case LATE -> vertx.setTimer(LATE_MILLIS, timer -> forward(request, body));
                    }
                });
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

    /** All of an answer but its last byte. */
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
                    return new Answer(answer.statusCode(), answer.headers(), content);
                }));
    }

    private void measure(HttpServerRequest request, Buffer body, Buffer answer) {
        if (measuringCapacity) {
            capacity.computeIfAbsent(CallKind.of(request.getHeader("X-Amz-Target"), body), any -> new DoubleAdder())
                    .add(CallKind.capacity(answer));
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
