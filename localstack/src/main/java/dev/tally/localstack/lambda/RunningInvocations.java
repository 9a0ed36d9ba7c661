package dev.tally.localstack.lambda;

import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The invocations that one environment is running, each with its time-out. */
final class RunningInvocations {

    // Lambda's time-out covers the whole Invoke phase, which ends when the runtime asks for its next invocation and not
    // with its answer: https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html
    // So the timer of an answered invocation runs on until then. Which invocation a request for the next one ends
    // cannot be told if there are several, and the oldest is taken.

    private final Vertx vertx;
    private final Duration timeout;
    private final Consumer<String> onTimeout;
    private final Map<String, Run> running = new HashMap<>();
    private final Queue<Run> answered = new ArrayDeque<>();

    /** @param onTimeout what happens to the request id whose time is over */
    RunningInvocations(Vertx vertx, Duration timeout, Consumer<String> onTimeout) {
        this.vertx = vertx;
        this.timeout = timeout;
        this.onTimeout = onTimeout;
    }

    int count() {
        return running.size();
    }

    boolean has(String requestId) {
        return running.containsKey(requestId);
    }

    void begin(Run run) {
        String requestId = run.invocation().requestId();
        run.timer(vertx.setTimer(Math.max(1, timeout.toMillis()), fired -> onTimeout.accept(requestId)));
        running.put(requestId, run);
    }

    /** Takes out an invocation that was answered, null if it is not running. */
    @Nullable
    Run answered(String requestId) {
        Run run = running.remove(requestId);
        if (run != null) {
            answered.add(run);
        }
        return run;
    }

    /** Takes out the invocation that was answered first, null if there is none. */
    @Nullable
    Run nextAsked() {
        Run run = answered.poll();
        if (run != null) {
            vertx.cancelTimer(run.timer());
        }
        return run;
    }

    /**
     * Takes out all, answered or not.
     *
     * @param onAnswered what to do with those that are answered
     * @param onCut what to do with those that are not
     */
    void end(Consumer<Run> onAnswered, Consumer<Run> onCut) {
        for (Run run = nextAsked(); run != null; run = nextAsked()) {
            onAnswered.accept(run);
        }
        List<Run> cut = List.copyOf(running.values());
        running.clear();
        cut.forEach(run -> {
            vertx.cancelTimer(run.timer());
            onCut.accept(run);
        });
    }
}
