package dev.tally.broadcaster.channel;

import dev.tally.counter.ConnectionId;
import dev.tally.runtime.metrics.Metrics;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jboss.logging.Logger;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.SdkBytes;
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
            if (failure.getCause() instanceof GoneException) {
                return false;
            }
            throw failure;
        }
    }

    @Override
    public CompletableFuture<Boolean> disconnect(ConnectionId connection) {
        return api.deleteConnection(delete -> delete.connectionId(connection.value()))
                .handle((deleted, failure) -> failure == null || isGone(connection, failure));
    }

    private static boolean isGone(ConnectionId connection, Throwable failure) {
        Throwable cause = causeOf(failure);
        if (cause instanceof GoneException) {
            return true;
        }
        LOG.warnf("connection.not-disconnected connectionId=%s reason=\"%s\"", connection, cause);
        return false;
    }

    private static Delivery deliveryOf(ConnectionId connection, Throwable failure) {
        Throwable cause = causeOf(failure);
        if (cause instanceof GoneException) {
            return Delivery.GONE;
        }
        if (cause instanceof LimitExceededException || isTooManyRequests(cause)) {
            return Delivery.THROTTLED;
        }
        LOG.warnf("push.failed connectionId=%s reason=\"%s\"", connection, cause);
        return Delivery.FAILED;
    }

    private static Throwable causeOf(Throwable failure) {
        return failure instanceof CompletionException wrapped && wrapped.getCause() != null
                ? wrapped.getCause()
                : failure;
    }

    private static boolean isTooManyRequests(Throwable cause) {
        return cause instanceof AwsServiceException answered && answered.statusCode() == TOO_MANY_REQUESTS;
    }
}
