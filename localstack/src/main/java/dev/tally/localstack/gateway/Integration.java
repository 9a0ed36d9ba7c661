package dev.tally.localstack.gateway;

import dev.tally.localstack.lambda.Functions;
import dev.tally.localstack.lambda.InvocationResult;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.util.concurrent.TimeoutException;

/** The Lambda integration of an API, which invokes its function with a time-out. */
final class Integration {

    private final Vertx vertx;
    private final Functions functions;
    private final String function;
    private final long timeoutMilliseconds;

    Integration(Vertx vertx, Functions functions, String function, long timeoutMilliseconds) {
        this.vertx = vertx;
        this.functions = functions;
        this.function = function;
        this.timeoutMilliseconds = timeoutMilliseconds;
    }

    /** Returns the function's result; fails with a {@link TimeoutException} if the function is too slow. */
    Future<InvocationResult> invoke(Buffer event) {
        Promise<InvocationResult> first = Promise.promise();
        long timer = vertx.setTimer(
                timeoutMilliseconds,
                late -> first.tryFail(new TimeoutException("no answer within the integration's time-out")));
        Future.fromCompletionStage(functions.invoke(function, event), vertx.getOrCreateContext())
                .onComplete(ended -> {
                    vertx.cancelTimer(timer);
                    if (ended.succeeded()) {
                        first.tryComplete(ended.result());
                    } else {
                        first.tryFail(Functions.failureOf(ended.cause()));
                    }
                });
        return first.future();
    }
}
