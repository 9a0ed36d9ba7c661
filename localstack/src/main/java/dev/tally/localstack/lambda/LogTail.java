package dev.tally.localstack.lambda;

import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The end of one invocation's log: the output of its process between Lambda's own lines. If an environment runs several
 * invocations at once, the tail may include lines of the others.
 *
 * @see <a href="https://docs.aws.amazon.com/lambda/latest/dg/java-logging.html">Log and monitor Java functions</a>
 */
final class LogTail {

    private static final int MAX_LENGTH = 4096;
    private static final long TIMEOUT_MILLIS = 1000;

    private LogTail() {}

    /**
     * Waits at most one second until the invocation's output is read.
     *
     * @param init the initialization time of the environment, null if another invocation reports it
     */
    static CompletionStage<String> between(
            CompletableFuture<ProcessLog.Position> start,
            CompletableFuture<ProcessLog.Position> end,
            String requestId,
            FunctionDeployment function,
            Duration duration,
            @Nullable Duration init) {
        return start.thenCombine(end, (from, to) -> to.since(from))
                .completeOnTimeout("", TIMEOUT_MILLIS, TimeUnit.MILLISECONDS)
                .thenApply(lines -> lastOf("START RequestId: " + requestId + " Version: " + function.version() + "\n"
                        + terminated(lines)
                        + "END RequestId: " + requestId + "\n"
                        + report(requestId, function.memoryMegabytes(), duration, init)));
    }

    private static String report(String requestId, int memoryMegabytes, Duration duration, @Nullable Duration init) {
        double millis = duration.toNanos() / 1e6;
        String report = String.format(
                Locale.ROOT,
                "REPORT RequestId: %s\tDuration: %.2f ms\tBilled Duration: %d ms\tMemory Size: %d MB\t",
                requestId,
                millis,
                (long) Math.ceil(millis),
                memoryMegabytes);
        String cold = init == null ? "" : String.format(Locale.ROOT, "Init Duration: %.2f ms\t", init.toNanos() / 1e6);
        return report + cold + "\n";
    }

    private static String terminated(String lines) {
        return lines.isEmpty() || lines.endsWith("\n") ? lines : lines + "\n";
    }

    private static String lastOf(String text) {
        return text.substring(Math.max(0, text.length() - MAX_LENGTH));
    }
}
