package dev.tally.localstack.lambda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tally.localstack.quota.ManualQuotas;
import dev.tally.localstack.quota.Quota;
import dev.tally.localstack.quota.QuotaFile;
import dev.tally.localstack.quota.Quotas;
import io.vertx.core.buffer.Buffer;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/**
 * Lambda's quotas of concurrent invocations.
 *
 * @see <a href="https://docs.aws.amazon.com/lambda/latest/dg/configuration-concurrency.html">Configuring reserved
 *     concurrency</a>
 */
class ConcurrencyTest {

    /** 1,000 executions at this scale are 10. */
    private static final double SCALE = 0.01;

    private static final int ACCOUNT = 10;

    private final CompletableFuture<InvocationResult> running = new CompletableFuture<>();

    @Test
    void invoke_aboveTheAccount_isThrottledForEveryFunction() {
        Quotas quotas = quotas(Map.of());
        Concurrency concurrency = new Concurrency(quotas);
        occupy(concurrency, "press", ACCOUNT / 2);
        occupy(concurrency, "rollup", ACCOUNT / 2);

        assertThrottled(concurrency, "press", ThrottleReason.ACCOUNT);
        assertThrottled(concurrency, "aggregator", ThrottleReason.ACCOUNT);
        assertThat(quotas.meter().report().reached()).isEqualTo(Map.of(Quota.CONCURRENT_EXECUTIONS, 2L));
    }

    @Test
    void invoke_oneEnds_admitsTheNext() {
        Concurrency concurrency = new Concurrency(quotas(Map.of()));
        occupy(concurrency, "press", ACCOUNT);
        running.complete(new InvocationResult("1", "1", Buffer.buffer(), null, ""));

        assertThat(invoke(concurrency, "press")).isCompleted();
    }

    @Test
    void invoke_reservedFunction_hasItsPartAndNoMore() {
        Quotas quotas = quotas(Map.of("aggregator", 400));
        Concurrency concurrency = new Concurrency(quotas);
        occupy(concurrency, "press", 6);
        assertThrottled(concurrency, "press", ThrottleReason.ACCOUNT);

        occupy(concurrency, "aggregator", 4);
        assertThrottled(concurrency, "aggregator", ThrottleReason.RESERVED);
        assertThat(quotas.meter().report().reached())
                .isEqualTo(Map.of(Quota.CONCURRENT_EXECUTIONS, 1L, Quota.RESERVED_CONCURRENCY, 1L));
    }

    @Test
    void invoke_executionsUsedUp_isThrottledWithoutAReservedPart() {
        Quotas quotas = quotas(Map.of("aggregator", 400));
        Concurrency concurrency = new Concurrency(quotas);
        quotas.useUp((quota, function) -> quota == Quota.CONCURRENT_EXECUTIONS);

        assertThrottled(concurrency, "press", ThrottleReason.ACCOUNT);
        assertThrottled(concurrency, "rollup", ThrottleReason.ACCOUNT);
        occupy(concurrency, "aggregator", 4);
        assertThat(quotas.meter().report().reached()).isEqualTo(Map.of(Quota.CONCURRENT_EXECUTIONS, 2L));

        quotas.useUp((quota, function) -> false);
        occupy(concurrency, "press", 6);
    }

    private static Quotas quotas(Map<String, Integer> reserved) {
        return new ManualQuotas().of(new QuotaFile(ManualQuotas.file().quotas(), reserved), SCALE);
    }

    private void occupy(Concurrency concurrency, String function, int invocations) {
        for (int call = 0; call < invocations; call++) {
            assertThat(invoke(concurrency, function)).isNotDone();
        }
    }

    private CompletableFuture<InvocationResult> invoke(Concurrency concurrency, String function) {
        return concurrency
                .within(function, () -> running.thenApply(result -> result))
                .toCompletableFuture();
    }

    private void assertThrottled(Concurrency concurrency, String function, ThrottleReason reason) {
        assertThatThrownBy(invoke(concurrency, function)::join)
                .cause()
                .isInstanceOfSatisfying(ThrottledException.class, throttled -> assertThat(throttled.reason())
                        .isEqualTo(reason));
    }
}
