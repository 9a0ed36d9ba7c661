package dev.tally.localstack.cloud.sqs;

import dev.tally.localstack.cloud.queue.QueueError;
import dev.tally.localstack.cloud.queue.QueueException;
import dev.tally.localstack.cloud.queue.Queues;
import dev.tally.localstack.quota.Quotas;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.time.Clock;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.sqs.SqsClient;

/**
 * The queues of one region in this process, served over HTTP by SQS's JSON protocol. Signatures are not validated.
 *
 * @see <a href="https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-making-api-requests-json.html">
 *     SQS: requests by the AWS JSON protocol</a>
 */
public final class SqsServer implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(SqsServer.class);
    private static final String CONTENT_TYPE = "application/x-amz-json-1.0";
    private static final String TARGET = "AmazonSQS.";
    private static final int CLOSE_SECONDS = 10;

    private final Vertx vertx;
    private final Queues queues;
    private final SqsProtocol protocol;
    private final HttpServer server;

    private SqsServer(String region, @Nullable Quotas quotas) {
        // One event loop, because an operation takes microseconds.
        this.vertx = Vertx.vertx(new VertxOptions()
                .setEventLoopPoolSize(1)
                .setFileSystemOptions(new FileSystemOptions().setFileCachingEnabled(false)));
        this.queues = new Queues(
                region,
                Clock.systemUTC(),
                () -> UUID.randomUUID().toString(),
                (millis, action) -> vertx.setTimer(Math.max(1, millis), fired -> action.run()),
                CallQuota.examination(quotas));
        this.protocol = new SqsProtocol(queues, CallQuota.of(quotas));
        this.server = vertx.createHttpServer(new HttpServerOptions().setHandle100ContinueAutomatically(true))
                .requestHandler(this::handle);
    }

    /**
     * Serves the API until closed.
     *
     * @param port 0 for any free port
     * @param quotas null for none
     * @throws java.net.BindException if another process listens on the port
     */
    public static SqsServer start(String host, int port, String region, @Nullable Quotas quotas) throws Exception {
        SqsServer started = new SqsServer(region, quotas);
        try {
            await(started.server.listen(port, host).toCompletionStage().toCompletableFuture());
            return started;
        } catch (Exception failed) {
            started.close();
            throw failed;
        }
    }

    /** Returns the queues that this server serves. */
    public Queues queues() {
        return queues;
    }

    public int port() {
        return server.actualPort();
    }

    /** Opens an SDK client without HTTP, for the calls of an event source mapping. */
    public SqsClient openClient() {
        return new InProcessSqs(queues);
    }

    @Override
    public void close() {
        try {
            await(vertx.close().toCompletionStage().toCompletableFuture());
        } catch (Exception failed) {
            throw new IllegalStateException("the queues did not stop", failed);
        }
    }

    private static void await(CompletableFuture<?> future) throws Exception {
        try {
            future.get(CLOSE_SECONDS, TimeUnit.SECONDS);
        } catch (java.util.concurrent.ExecutionException failed) {
            throw failed.getCause() instanceof Exception cause ? cause : failed;
        }
    }

    private void handle(HttpServerRequest request) {
        request.body()
                .onSuccess(body -> answer(request, body))
                .onFailure(gone -> LOG.debugf("sqs.caller-gone reason=%s", gone));
    }

    private void answer(HttpServerRequest request, Buffer body) {
        try {
            String target = String.valueOf(request.getHeader("X-Amz-Target"));
            if (!target.startsWith(TARGET)) {
                throw new QueueException(
                        QueueError.INVALID_ACTION,
                        "The X-Amz-Target header must name an action, such as AmazonSQS.SendMessage. This endpoint"
                                + " speaks the AWS JSON protocol only.");
            }
            String base = request.scheme() + "://" + request.authority();
            Call call = new Call(target.substring(TARGET.length()), parse(body), base);
            CompletableFuture<JsonObject> answer = protocol.perform(call);
            request.response().closeHandler(closed -> answer.cancel(false));
            CompletableFuture<JsonObject> unused = answer.whenComplete((result, failure) -> {
                if (failure == null) {
                    send(request.response(), 200, result);
                } else if (!answer.isCancelled()) {
                    reject(request.response(), failure);
                }
            });
        } catch (RuntimeException rejected) {
            reject(request.response(), rejected);
        }
    }

    private static JsonObject parse(Buffer body) {
        try {
            return body.length() == 0 ? new JsonObject() : new JsonObject(body);
        } catch (DecodeException malformed) {
            throw new QueueException(
                    QueueError.INVALID_PARAMETER_VALUE, "The request body is not a JSON object: send one.");
        }
    }

    private static void reject(HttpServerResponse response, Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        if (cause instanceof QueueException rejected) {
            response.putHeader("x-amzn-query-error", rejected.error().queryCode() + ";Sender");
            send(response, 400, error(rejected.error().type(), String.valueOf(rejected.getMessage())));
        } else if (cause instanceof ClassCastException wrongType) {
            LOG.debug("sqs.request-rejected", wrongType);
            send(response, 400, error("InvalidParameterValue", "A parameter has a wrong JSON type."));
        } else {
            LOG.error("sqs.request-failed", cause);
            send(response, 500, error("InternalFailure", "The queue failed; see the log of the local stack."));
        }
    }

    private static JsonObject error(String type, String message) {
        return JsonObject.of("__type", "com.amazonaws.sqs#" + type, "message", message);
    }

    private static void send(HttpServerResponse response, int status, JsonObject body) {
        if (response.closed()) {
            return;
        }
        response.setStatusCode(status)
                .putHeader("Content-Type", CONTENT_TYPE)
                .putHeader("x-amzn-RequestId", UUID.randomUUID().toString())
                .end(body.toBuffer())
                .onFailure(gone -> LOG.debugf("sqs.caller-gone reason=%s", gone));
    }

    /**
     * One request.
     *
     * @param action such as {@code SendMessage}
     * @param base the start of every queue URL: the address of the request
     */
    record Call(String action, JsonObject input, String base) {}
}
