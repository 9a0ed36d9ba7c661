package dev.tally.localstack.lambda;

import dev.tally.localstack.quota.Quota;
import dev.tally.localstack.quota.Quotas;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The concurrent invocations of an account, of which a function may have a reserved part.
 *
 * @see <a href="https://docs.aws.amazon.com/lambda/latest/dg/configuration-concurrency.html">Lambda: configuring reserved
 *     concurrency</a>
 */
final class Concurrency {

    private static final String UNRESERVED = "";

    private final Map<String, Integer> reserved;
    private final int unreserved;
    private final Quotas quotas;

    /** The running invocations of each function with a reserved part, and of all others together. */
    private final Map<String, Integer> running = new HashMap<>();

    Concurrency(Quotas quotas) {
        this.reserved = quotas.reservedConcurrency();
        this.unreserved = Math.max(
                1,
                quotas.count(Quota.CONCURRENT_EXECUTIONS)
                        - reserved.values().stream().mapToInt(Integer::intValue).sum());
        this.quotas = quotas;
    }

    /** Runs an invocation, or fails with {@link ThrottledException} if too many are running. */
    CompletionStage<InvocationResult> within(String function, Supplier<CompletionStage<InvocationResult>> invocation) {
        ThrottleReason reason = begin(function);
        if (reason != null) {
            quotas.meter().reached(quota(function), function);
            return CompletableFuture.failedFuture(new ThrottledException(function, reason));
        }
        return invocation.get().whenComplete((result, failure) -> end(function));
    }

    private synchronized @Nullable ThrottleReason begin(String function) {
        Integer own = reserved.get(function);
        int limit = own == null ? unreserved : own;
        if (quotas.isUsedUp(quota(function), function) || running.getOrDefault(pool(function), 0) >= limit) {
            return own == null ? ThrottleReason.ACCOUNT : ThrottleReason.RESERVED;
        }
        running.merge(pool(function), 1, Integer::sum);
        return null;
    }

    private synchronized void end(String function) {
        running.merge(pool(function), -1, Integer::sum);
    }

    private Quota quota(String function) {
        return reserved.containsKey(function) ? Quota.RESERVED_CONCURRENCY : Quota.CONCURRENT_EXECUTIONS;
    }

    private String pool(String function) {
        return reserved.containsKey(function) ? function : UNRESERVED;
    }
}
