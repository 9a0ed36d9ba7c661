package dev.tally.localstack.lambda;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.nio.NioEventLoopGroup;
import io.vertx.core.buffer.Buffer;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.exception.ApiCallAttemptTimeoutException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;
import software.amazon.awssdk.http.nio.netty.SdkEventLoopGroup;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.lambda.LambdaAsyncClient;
import software.amazon.awssdk.services.lambda.model.InvokeResponse;
import software.amazon.awssdk.services.lambda.model.ResourceNotFoundException;
import software.amazon.awssdk.services.lambda.model.TooManyRequestsException;

/**
 * Functions that run elsewhere, invoked through Lambda's Invoke API.
 *
 * <p>An invocation is not retried, as in API Gateway, because a failed one may have done its work.
 */
public final class RemoteFunctions implements Functions, AutoCloseable {

    /** Lambda's maximum: https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
    private static final Duration LONGEST_INVOCATION = Duration.ofMinutes(15);

    /** The time between the time-outs of a call and of its read. So the first one ends a call, and says so. */
    private static final Duration BEFORE_READ_TIMEOUT = Duration.ofSeconds(1);

    /** The default concurrency of an AWS account. */
    private static final int AT_ONCE = 1000;

    private final URI endpoint;
    private final Map<String, String> names;
    private final EventLoopGroup threads = new NioEventLoopGroup();
    private final LambdaAsyncClient lambda;

    private RemoteFunctions(
            URI endpoint, String region, AwsCredentials credentials, Map<String, String> names, Duration timeout) {
        this.endpoint = endpoint;
        this.names = Map.copyOf(names);
        this.lambda = LambdaAsyncClient.builder()
                .endpointOverride(endpoint)
                .region(Region.of(region))
                .credentialsProvider(StaticCredentialsProvider.create(credentials))
                .httpClientBuilder(NettyNioAsyncHttpClient.builder()
                        .eventLoopGroup(SdkEventLoopGroup.create(threads))
                        .maxConcurrency(AT_ONCE)
                        .readTimeout(timeout.plus(BEFORE_READ_TIMEOUT)))
                .overrideConfiguration(
                        override -> override.apiCallTimeout(timeout).retryStrategy(AwsRetryStrategy.doNotRetry()))
                .build();
    }

    /**
     * Opens a client without calling Lambda.
     *
     * @param names the remote names by local name, optionally with a qualifier as in {@code tally-press:live}
     */
    public static RemoteFunctions open(
            URI endpoint, String region, AwsCredentials credentials, Map<String, String> names) {
        return open(endpoint, region, credentials, names, LONGEST_INVOCATION);
    }

    static RemoteFunctions open(
            URI endpoint, String region, AwsCredentials credentials, Map<String, String> names, Duration timeout) {
        return new RemoteFunctions(endpoint, region, credentials, names, timeout);
    }

    @Override
    public CompletionStage<InvocationResult> invoke(String function, Buffer payload) {
        String name = names.get(function);
        if (name == null) {
            return CompletableFuture.failedFuture(new NoSuchFunctionException(function, names.keySet()));
        }
        return lambda.invoke(invoke -> invoke.functionName(name).payload(SdkBytes.fromByteArray(payload.getBytes())))
                .handle((response, failure) -> {
                    if (failure != null) {
                        throw new CompletionException(translated(function, name, failure));
                    }
                    return result(response);
                });
    }

    @Override
    public void close() {
        lambda.close();
        // The client would keep its own event loops for two seconds, in case of further calls.
        threads.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
    }

    private static InvocationResult result(InvokeResponse response) {
        return new InvocationResult(
                response.responseMetadata().requestId(),
                Objects.requireNonNullElse(response.executedVersion(), FunctionName.LATEST),
                Buffer.buffer(response.payload().asByteArray()),
                response.functionError(),
                "");
    }

    private Throwable translated(String function, String name, Throwable failure) {
        Throwable cause = Functions.failureOf(failure);
        if (cause instanceof ResourceNotFoundException) {
            return new NoSuchFunctionException(name, names.values());
        }
        if (cause instanceof TooManyRequestsException) {
            return new ThrottledException(function);
        }
        if (cause instanceof ApiCallTimeoutException || cause instanceof ApiCallAttemptTimeoutException) {
            return new TimeoutException("no answer from '" + name + "' at " + endpoint);
        }
        return cause instanceof SdkClientException
                ? new IllegalStateException(
                        "Lambda cannot be reached at " + endpoint + ": " + cause.getMessage(), cause)
                : cause;
    }
}
