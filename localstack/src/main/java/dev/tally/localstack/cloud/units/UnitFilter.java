package dev.tally.localstack.cloud.units;

import dev.tally.localstack.quota.Quotas;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.zip.CRC32;
import org.jboss.logging.Logger;

/** The endpoint of DynamoDB for functions under quotas. It forwards the calls that the quotas admit. */
public final class UnitFilter implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(UnitFilter.class);
    private static final int WAIT_SECONDS = 10;
    private static final int CONNECTIONS = 64;
    private static final int BAD_REQUEST = 400;
    private static final int OK = 200;
    private static final String CHECKSUM = "x-amz-crc32";

    private final Vertx vertx = Vertx.vertx();
    private final URI tables;
    private final UnitQuotas quotas;
    private final HttpClient client;
    private final HttpServer server;

    private UnitFilter(URI tables, Quotas quotas) {
        this.tables = tables;
        this.quotas = new UnitQuotas(quotas);
        this.client = vertx.createHttpClient(new HttpClientOptions(), new PoolOptions().setHttp1MaxSize(CONNECTIONS));
        this.server = vertx.createHttpServer(new HttpServerOptions().setHandle100ContinueAutomatically(true))
                .requestHandler(this::handle);
    }

    /**
     * Serves until closed.
     *
     * @param port 0 for any free port
     * @param tables the endpoint of DynamoDB Local
     * @throws java.net.BindException if another process listens on the port
     */
    public static UnitFilter start(String host, int port, URI tables, Quotas quotas) throws Exception {
        UnitFilter filter = new UnitFilter(tables, quotas);
        try {
            await(filter.server.listen(port, host));
            return filter;
        } catch (Exception failed) {
            filter.close();
            throw failed;
        }
    }

    public int port() {
        return server.actualPort();
    }

    @Override
    public void close() {
        try {
            await(vertx.close());
        } catch (Exception failed) {
            throw new IllegalStateException("the filter of DynamoDB's calls did not stop", failed);
        }
    }

    private static void await(Future<?> future) throws Exception {
        try {
            Object unused = future.toCompletionStage().toCompletableFuture().get(WAIT_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException failed) {
            throw failed.getCause() instanceof Exception cause ? cause : failed;
        }
    }

    private void handle(HttpServerRequest request) {
        request.body()
                .compose(body -> answer(request, body))
                .onSuccess(answer -> send(request, answer))
                .onFailure(failed -> {
                    LOG.debug("dynamodb.call-failed", failed);
                    Future<Void> unused = request.connection().close();
                });
    }

    private record Answer(int status, MultiMap headers, Buffer body) {}

    private Future<Answer> answer(HttpServerRequest request, Buffer body) {
        String target = String.valueOf(request.getHeader("X-Amz-Target"));
        TableCall call = TableCall.of(target.substring(target.lastIndexOf('.') + 1), json(body));
        if (call.targets().isEmpty()) {
            return forward(request, body);
        }
        LimitedCall limited = LimitedCall.of(call, quotas);
        JsonObject rejection = limited.rejection();
        if (rejection != null) {
            return Future.succeededFuture(rejected(rejection));
        }
        return forward(request, call.body().toBuffer()).map(answer -> changed(answer, limited));
    }

    private static JsonObject json(Buffer body) {
        return body.length() == 0 ? new JsonObject() : new JsonObject(body);
    }

    private Future<Answer> forward(HttpServerRequest request, Buffer body) {
        RequestOptions options = new RequestOptions()
                .setHost(tables.getHost())
                .setPort(tables.getPort())
                .setURI(request.uri())
                .setMethod(request.method())
                .setHeaders(HttpHeaders.headers().addAll(request.headers()).remove(HttpHeaders.CONTENT_LENGTH));
        return client.request(options).compose(outgoing -> outgoing.send(body)).compose(UnitFilter::read);
    }

    private static Future<Answer> read(HttpClientResponse answer) {
        return answer.body().map(body -> new Answer(answer.statusCode(), answer.headers(), body));
    }

    /** Returns the answer to the call as the function made it. The SDK validates the checksum. */
    private static Answer changed(Answer answer, LimitedCall limited) {
        if (answer.status() != OK) {
            return answer;
        }
        JsonObject content = json(answer.body());
        limited.answered(content);
        Buffer body = content.toBuffer();
        MultiMap headers = HttpHeaders.headers()
                .addAll(answer.headers())
                .remove(HttpHeaders.CONTENT_LENGTH)
                .set(CHECKSUM, checksum(body));
        return new Answer(answer.status(), headers, body);
    }

    private static Answer rejected(JsonObject rejection) {
        Buffer body = rejection.toBuffer();
        MultiMap headers = HttpHeaders.headers()
                .set("Content-Type", "application/x-amz-json-1.0")
                .set("x-amzn-RequestId", UUID.randomUUID().toString())
                .set(CHECKSUM, checksum(body));
        return new Answer(BAD_REQUEST, headers, body);
    }

    private static String checksum(Buffer body) {
        CRC32 checksum = new CRC32();
        checksum.update(body.getBytes());
        return Long.toString(checksum.getValue());
    }

    private static void send(HttpServerRequest request, Answer answer) {
        request.response().setStatusCode(answer.status());
        request.response().headers().setAll(answer.headers());
        request.response().end(answer.body()).onFailure(gone -> LOG.debugf("dynamodb.caller-gone reason=%s", gone));
    }
}
