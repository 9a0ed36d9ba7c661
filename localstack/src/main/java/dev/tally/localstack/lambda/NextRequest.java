package dev.tally.localstack.lambda;

import io.vertx.core.http.HttpServerResponse;
import java.time.Instant;
import java.util.Locale;
import java.util.concurrent.ThreadLocalRandom;
import org.jboss.logging.Logger;

/** A process's wish for its next invocation, a request that is answered when there is one. */
record NextRequest(HttpServerResponse response) {

    private static final Logger LOG = Logger.getLogger(NextRequest.class);

    boolean isOpen() {
        return !response.closed();
    }

    void answer(Invocation invocation, String functionArn, Instant startedAt, Instant deadline) {
        response.putHeader("Content-Type", "application/json")
                .putHeader("Lambda-Runtime-Aws-Request-Id", invocation.requestId())
                .putHeader("Lambda-Runtime-Deadline-Ms", Long.toString(deadline.toEpochMilli()))
                .putHeader("Lambda-Runtime-Invoked-Function-Arn", functionArn)
                .putHeader("Lambda-Runtime-Trace-Id", traceId(startedAt))
                .end(invocation.payload())
                .onFailure(
                        gone -> LOG.debugf("runtime.next.failed requestId=%s reason=%s", invocation.requestId(), gone));
    }

    // https://docs.aws.amazon.com/xray/latest/devguide/xray-concepts.html#xray-concepts-tracingheader
    private static String traceId(Instant at) {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        return String.format(
                Locale.ROOT,
                "Root=1-%08x-%08x%016x;Parent=%016x;Sampled=0",
                at.getEpochSecond(),
                random.nextInt(),
                random.nextLong(),
                random.nextLong());
    }
}
