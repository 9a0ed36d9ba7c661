package dev.tally.localstack.cloud;

import java.io.IOException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.utils.AttributeMap;

/** An HTTP client that aborts waiting calls when it is closed; the JDK's client lets them wait. */
final class AbortableHttpClient implements SdkHttpClient {

    private static final int ABORTS = 200;
    private static final long BETWEEN_ABORTS_MILLISECONDS = 20;

    private final SdkHttpClient client;
    private final Set<Call> calls = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    private AbortableHttpClient(SdkHttpClient client) {
        this.client = client;
    }

    @Override
    public ExecutableHttpRequest prepareRequest(HttpExecuteRequest request) {
        return new Call(client.prepareRequest(request));
    }

    @Override
    public String clientName() {
        return client.clientName();
    }

    @Override
    public void close() {
        closed = true;
        calls.forEach(Call::abortUntilEnded);
        client.close();
    }

    private final class Call implements ExecutableHttpRequest {

        private final ExecutableHttpRequest request;
        private final CountDownLatch ended = new CountDownLatch(1);

        Call(ExecutableHttpRequest request) {
            this.request = request;
        }

        @Override
        public HttpExecuteResponse call() throws IOException {
            calls.add(this);
            try {
                if (closed) {
                    throw new IOException("the client is closed");
                }
                return request.call();
            } catch (NullPointerException lost) {
                // The JDK loses a connection that is aborted before its request is sent.
                if (closed) {
                    IOException aborted = new IOException("the client is closed");
                    aborted.addSuppressed(lost);
                    throw aborted;
                }
                throw lost;
            } finally {
                calls.remove(this);
                ended.countDown();
            }
        }

        @Override
        public void abort() {
            request.abort();
        }

        /** Repeats the abort, because an abort has no effect on a call that is still connecting. */
        void abortUntilEnded() {
            try {
                for (int aborts = 0; aborts < ABORTS; aborts++) {
                    abort();
                    if (ended.await(BETWEEN_ABORTS_MILLISECONDS, TimeUnit.MILLISECONDS)) {
                        return;
                    }
                }
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Builds the {@link AbortableHttpClient} of one SDK client, which also closes it. */
    static final class Builder implements SdkHttpClient.Builder<Builder> {

        @Override
        public SdkHttpClient buildWithDefaults(AttributeMap defaults) {
            return new AbortableHttpClient(UrlConnectionHttpClient.builder().buildWithDefaults(defaults));
        }
    }
}
