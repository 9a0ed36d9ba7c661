package dev.tally.broadcaster.channel;

import dev.tally.counter.ConnectionId;
import dev.tally.runtime.metrics.Metrics;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jboss.logging.Logger;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.services.apigatewaymanagementapi.ApiGatewayManagementApiAsyncClient;
import software.amazon.awssdk.services.apigatewaymanagementapi.model.GoneException;
import software.amazon.awssdk.services.apigatewaymanagementapi.model.LimitExceededException;

/**
 * The connections of an API Gateway WebSocket API.
 *
 * @see <a href="https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-how-to-call-websocket-api-connections.html">
 *     API Gateway: @connections commands</a>
 */
public class ApiGatewayChannel implements ClientChannel {

    private static final Logger LOG = Logger.getLogger(ApiGatewayChannel.class);
    private static final int GONE = 410;
    private static final int TOO_MANY_REQUESTS = 429;

    private final ApiGatewayManagementApiAsyncClient api;
    private final Metrics metrics;

    public ApiGatewayChannel(ApiGatewayManagementApiAsyncClient api, Metrics metrics) {
        this.api = api;
        this.metrics = metrics;
    }

    @Override
    public CompletableFuture<Delivery> send(ConnectionId connection, Frame frame, Duration timeout) {
        return api.postToConnection(post -> post.connectionId(connection.value())
                        .data(SdkBytes.fromByteArrayUnsafe(frame.bytes()))
                        // Cancels a slow call, because it occupies one of the client's few connections.
                        .overrideConfiguration(override -> override.apiCallTimeout(timeout)))
                .handle((sent, failure) -> failure == null ? Delivery.DELIVERED : deliveryOf(connection, failure))
                .thenApply(delivery -> {
                    metrics.record(delivery.metric(), 1);
                    return delivery;
                });
    }

    @Override
    public boolean isOpen(ConnectionId connection) {
        try {
            api.getConnection(get -> get.connectionId(connection.value())).join();
            return true;
        } catch (CompletionException failure) {
            if (isGone(causeOf(failure))) {
                return false;
            }
            throw failure;
        }
    }

    @Override
    public CompletableFuture<Boolean> disconnect(ConnectionId connection, Duration timeout) {
        return api.deleteConnection(delete -> delete.connectionId(connection.value())
                        .overrideConfiguration(override -> override.apiCallTimeout(timeout)))
                .handle((deleted, failure) -> failure == null || isDisconnected(connection, failure));
    }

    private static boolean isDisconnected(ConnectionId connection, Throwable failure) {
        Throwable cause = causeOf(failure);
        if (isGone(cause)) {
            return true;
        }
        LOG.warnf("connection.not-disconnected connectionId=%s reason=\"%s\"", connection, cause);
        return false;
    }

    private static Delivery deliveryOf(ConnectionId connection, Throwable failure) {
        Throwable cause = causeOf(failure);
        if (isGone(cause)) {
            return Delivery.GONE;
        }
        if (cause instanceof LimitExceededException || hasStatus(cause, TOO_MANY_REQUESTS)) {
            return Delivery.THROTTLED;
        }
        LOG.warnf("push.failed connectionId=%s reason=\"%s\"", connection, cause);
        return cause instanceof ApiCallTimeoutException ? Delivery.TIMED_OUT : Delivery.FAILED;
    }

    private static Throwable causeOf(Throwable failure) {
        return failure instanceof CompletionException wrapped && wrapped.getCause() != null
                ? wrapped.getCause()
                : failure;
    }

    // The status decides as well, because an answer may lack the error's name.
    // https://repost.aws/questions/QUU1cX2inpS0SV2oqzEItIrg/410-error-when-posting-message-by-websocket-in-java
    private static boolean isGone(Throwable cause) {
        return cause instanceof GoneException || hasStatus(cause, GONE);
    }

    private static boolean hasStatus(Throwable cause, int status) {
        return cause instanceof AwsServiceException answered && answered.statusCode() == status;
    }
}
