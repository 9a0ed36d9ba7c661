package dev.tally.system.kit;

import dev.tally.localstack.lambda.FaultPlan;
import dev.tally.localstack.spec.StackSpec;
import dev.tally.localstack.spec.StackSpec.Queue;
import dev.tally.localstack.spec.StackSpec.RedrivePolicy;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;

/** How a stack under test differs from the one that is deployed: mostly in time-outs, so that tests need not wait. */
public final class TestOptions {

    /** What a proxy takes of the processor is spared where nothing is to be counted or to go wrong. */
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
    private Function<String, Map<String, String>> variablesOf = function -> Map.of();

    /** Every test is one client to the functions, and does what takes many. */
    private Map<String, String> environment =
            Map.of("TALLY_WRITES_PER_SECOND", "0", "TALLY_CONNECTS_PER_SECOND", "0", "TALLY_ACTIONS_PER_SECOND", "0");

    private TestOptions() {}

    /** How long a received click stays away from other receivers. */
    public TestOptions withVisibility(int seconds) {
        return with(options -> options.visibilitySeconds = seconds);
    }

    /** After how many receives a click goes to the dead-letter queue. */
    public TestOptions withMaxReceives(int receives) {
        return with(options -> options.maxReceives = receives);
    }

    public TestOptions withAggregatorTimeout(int seconds) {
        return with(options -> options.aggregatorSeconds = seconds);
    }

    /** The longest time-out of every other function. */
    public TestOptions withOtherTimeouts(int seconds) {
        return with(options -> options.otherSeconds = seconds);
    }

    public TestOptions withFaults(FaultPlan plan) {
        return with(options -> options.faults = plan);
    }

    /** Processes of one function at once, and invocations of one process at once. */
    public TestOptions withProcesses(int processes, int invocationsEach) {
        return with(options -> {
            options.environments = processes;
            options.concurrency = invocationsEach;
        });
    }

    /** A variable of every function. */
    public TestOptions withVariable(String name, String value) {
        Map<String, String> more = new HashMap<>(environment);
        more.put(name, value);
        return with(options -> options.environment = more);
    }

    /** Variables of one function, by its name, beside those of every function. */
    public TestOptions withVariablesOf(Function<String, Map<String, String>> function) {
        return with(options -> options.variablesOf = function);
    }

    /** Where proxies stand between the functions and AWS. */
    public TestOptions withProxies(Proxies some) {
        return with(options -> options.proxies = some);
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
        copy.variablesOf = variablesOf;
        change.accept(copy);
        return copy;
    }

    /** The specification that is deployed, with these time-outs. */
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

    /** A function whose calls tell its name, by which {@link AwsCalls} knows them. */
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
                function.connectionsEndpoint(),
                function.functionName(),
                function.permissions());
    }
}
