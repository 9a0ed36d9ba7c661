package dev.tally.system.kit;

import dev.tally.localstack.lambda.FaultPlan;
import dev.tally.localstack.quota.QuotaFile;
import dev.tally.localstack.quota.Quotas;
import dev.tally.localstack.spec.StackSpec;
import dev.tally.localstack.spec.StackSpec.Queue;
import dev.tally.localstack.spec.StackSpec.RedrivePolicy;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The differences between a stack under test and a deployed one: mostly shorter time-outs, so that tests need not wait.
 */
public final class TestOptions {

    /** The services behind a proxy. Tests without counted calls and faults save its processor time. */
    public enum Proxies {
        ALL,
        DYNAMODB,
        NONE
    }

    public static final TestOptions DEFAULT = new TestOptions();

    private int visibilitySeconds = 2;
    private int maxReceives = 100;
    private int aggregatorSeconds = 2;
    private int otherSeconds = 30;
    private int environments = 2;
    private int concurrency = 4;
    private FaultPlan faults = FaultPlan.NONE;
    private Proxies proxies = Proxies.ALL;
    private @Nullable QuotaFile quotas;
    private double quotasScale = 1;
    private Function<String, Map<String, String>> variablesOf = function -> Map.of();

    /** Without limits for one client, because a test is one client and presses like many. */
    private Map<String, String> environment = Map.of(
            "TALLY_WRITES_PER_SECOND", "0",
            "TALLY_READS_PER_SECOND", "0",
            "TALLY_CONNECTS_PER_SECOND", "0",
            "TALLY_ACTIONS_PER_SECOND", "0");

    private TestOptions() {}

    /** Sets the time for which a received click is hidden from other receivers. */
    public TestOptions withVisibility(int seconds) {
        return with(options -> options.visibilitySeconds = seconds);
    }

    /** Sets the number of receives after which a click goes to the dead-letter queue. */
    public TestOptions withMaxReceives(int receives) {
        return with(options -> options.maxReceives = receives);
    }

    public TestOptions withAggregatorTimeout(int seconds) {
        return with(options -> options.aggregatorSeconds = seconds);
    }

    /** Sets the longest time-out of every other function. */
    public TestOptions withOtherTimeouts(int seconds) {
        return with(options -> options.otherSeconds = seconds);
    }

    public TestOptions withFaults(FaultPlan plan) {
        return with(options -> options.faults = plan);
    }

    /** Sets the concurrent processes of a function, and the concurrent invocations of a process. */
    public TestOptions withProcesses(int processes, int invocationsEach) {
        return with(options -> {
            options.environments = processes;
            options.concurrency = invocationsEach;
        });
    }

    /** Sets a variable of every function. */
    public TestOptions withVariable(String name, String value) {
        Map<String, String> more = new HashMap<>(environment);
        more.put(name, value);
        return with(options -> options.environment = more);
    }

    /** Sets variables of single functions by their names, in addition to those of every function. */
    public TestOptions withVariablesOf(Function<String, Map<String, String>> function) {
        return with(options -> options.variablesOf = function);
    }

    /** Sets the services with a proxy between them and the functions. */
    public TestOptions withProxies(Proxies some) {
        return with(options -> options.proxies = some);
    }

    /** Enforces quotas, multiplied by a scale. */
    public TestOptions withQuotas(QuotaFile file, double scale) {
        return with(options -> {
            options.quotas = file;
            options.quotasScale = scale;
        });
    }

    int environments() {
        return environments;
    }

    int concurrency() {
        return concurrency;
    }

    Map<String, String> environment() {
        return environment;
    }

    FaultPlan faults() {
        return faults;
    }

    Proxies proxies() {
        return proxies;
    }

    boolean hasQuotas() {
        return quotas != null;
    }

    /** Returns new quotas with full buckets, null without quotas. */
    @Nullable
    Quotas quotas() {
        return quotas == null ? null : Quotas.of(quotas, quotasScale);
    }

    private TestOptions with(Consumer<TestOptions> change) {
        TestOptions copy = new TestOptions();
        copy.visibilitySeconds = visibilitySeconds;
        copy.maxReceives = maxReceives;
        copy.aggregatorSeconds = aggregatorSeconds;
        copy.otherSeconds = otherSeconds;
        copy.environments = environments;
        copy.concurrency = concurrency;
        copy.environment = environment;
        copy.faults = faults;
        copy.proxies = proxies;
        copy.quotas = quotas;
        copy.quotasScale = quotasScale;
        copy.variablesOf = variablesOf;
        change.accept(copy);
        return copy;
    }

    /** Returns the deployed specification with these time-outs and variables. */
    StackSpec applyTo(StackSpec spec) {
        Map<String, Queue> queues = new HashMap<>(spec.queues());
        queues.computeIfPresent("clicks", (name, queue) -> clicks(queue));
        Map<String, StackSpec.Function> functions = new HashMap<>(spec.functions());
        functions.replaceAll((name, function) -> function(
                name,
                function,
                name.equals("aggregator") ? aggregatorSeconds : Math.min(otherSeconds, function.timeoutSeconds())));
        return new StackSpec(
                queues,
                spec.tables(),
                functions,
                spec.queueSources(),
                spec.streamSources(),
                spec.httpApi(),
                spec.webSocketApi());
    }

    private Queue clicks(Queue queue) {
        return new Queue(
                queue.fifo(),
                queue.deduplicationScope(),
                queue.throughputLimit(),
                visibilitySeconds,
                queue.retentionSeconds(),
                new RedrivePolicy("dead-letters", maxReceives));
    }

    /** Returns a function that adds its name to its calls, for {@link AwsCalls}. */
    private StackSpec.Function function(String name, StackSpec.Function function, int timeoutSeconds) {
        Map<String, String> named = new HashMap<>(function.environment());
        named.put("AWS_SDK_UA_APP_ID", name);
        named.putAll(variablesOf.apply(name));
        return new StackSpec.Function(
                function.artifact(),
                function.handler(),
                function.memoryMegabytes(),
                timeoutSeconds,
                named,
                function.queueUrls(),
                function.tableNames(),
                function.epoch(),
                function.connectionsEndpoint(),
                function.functionName(),
                function.permissions());
    }
}
