package dev.tally.localstack.lambda;

import io.vertx.core.http.HttpServerResponse;
import java.time.Instant;
import org.jboss.logging.Logger;

/** A process's request for its next invocation, answered once there is one. */
record NextRequest(HttpServerResponse response) {

    private static final Logger LOG = Logger.getLogger(NextRequest.class);

    boolean isOpen() {
        return !response.closed();
    }

    void answer(Invocation invocation, String traceHeader, Instant deadline) {
        response.putHeader("Content-Type", "application/json")
                .putHeader("Lambda-Runtime-Aws-Request-Id", invocation.requestId())
                .putHeader("Lambda-Runtime-Deadline-Ms", Long.toString(deadline.toEpochMilli()))
                .putHeader("Lambda-Runtime-Invoked-Function-Arn", invocation.arn())
                .putHeader("Lambda-Runtime-Trace-Id", traceHeader)
                .end(invocation.payload())
                .onFailure(
                        gone -> LOG.debugf("runtime.next-failed requestId=%s reason=%s", invocation.requestId(), gone));
    }
}
