package dev.tally.localstack.gateway;

import dev.tally.localstack.lambda.Functions;
import dev.tally.localstack.lambda.InvocationResult;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;

/** What ties an API to its function: an invocation that ends within a time. */
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

    /** What the function returned; fails with a {@link TimeoutException} if that takes too long. */
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
                        first.tryFail(unwrapped(ended.cause()));
                    }
                });
        return first.future();
    }

    private static Throwable unwrapped(Throwable failure) {
        Throwable wrapped = failure instanceof CompletionException ? failure.getCause() : null;
        return wrapped == null ? failure : wrapped;
    }
}
