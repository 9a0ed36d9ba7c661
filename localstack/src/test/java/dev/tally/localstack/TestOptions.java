package dev.tally.localstack;

import dev.tally.localstack.StackSpec.DeadLetters;
import dev.tally.localstack.StackSpec.Function;
import dev.tally.localstack.StackSpec.Queue;
import dev.tally.localstack.lambda.FaultPlan;
import java.util.HashMap;
import java.util.Map;

/**
 * How a stack under test differs from the one that is deployed: mostly in time-outs, so that tests need not wait.
 *
 * @param visibilitySeconds how long a received click stays away from other receivers
 * @param maxReceives after how many receives a click goes to the dead-letter queue
 * @param aggregatorSeconds the aggregator's time-out
 * @param otherSeconds the longest time-out of every other function
 * @param environments processes of one function at once
 * @param concurrency invocations of one process at once
 * @param environment variables of every function
 * @param proxies where proxies stand between the functions and AWS
 */
public record TestOptions(
        int visibilitySeconds,
        int maxReceives,
        int aggregatorSeconds,
        int otherSeconds,
        int environments,
        int concurrency,
        Map<String, String> environment,
        FaultPlan faults,
        Proxies proxies) {

    /** What a proxy takes of the processor is spared where nothing is to be counted or to go wrong. */
    public enum Proxies {
        ALL,
        DYNAMODB,
        NONE
    }

    /** Every test is one client to the functions, and does what takes many. */
    private static final Map<String, String> NO_LIMITS =
            Map.of("TALLY_WRITES_PER_SECOND", "0", "TALLY_CONNECTS_PER_SECOND", "0", "TALLY_ACTIONS_PER_SECOND", "0");

    public static final TestOptions DEFAULT =
            new TestOptions(2, 100, 2, 30, 2, 4, NO_LIMITS, FaultPlan.NONE, Proxies.ALL);

    public TestOptions withVisibility(int seconds) {
        return new TestOptions(
                seconds,
                maxReceives,
                aggregatorSeconds,
                otherSeconds,
                environments,
                concurrency,
                environment,
                faults,
                proxies);
    }

    TestOptions withMaxReceives(int receives) {
        return new TestOptions(
                visibilitySeconds,
                receives,
                aggregatorSeconds,
                otherSeconds,
                environments,
                concurrency,
                environment,
                faults,
                proxies);
    }

    public TestOptions withAggregatorTimeout(int seconds) {
        return new TestOptions(
                visibilitySeconds,
                maxReceives,
                seconds,
                otherSeconds,
                environments,
                concurrency,
                environment,
                faults,
                proxies);
    }

    public TestOptions withOtherTimeouts(int seconds) {
        return new TestOptions(
                visibilitySeconds,
                maxReceives,
                aggregatorSeconds,
                seconds,
                environments,
                concurrency,
                environment,
                faults,
                proxies);
    }

    public TestOptions withFaults(FaultPlan plan) {
        return new TestOptions(
                visibilitySeconds,
                maxReceives,
                aggregatorSeconds,
                otherSeconds,
                environments,
                concurrency,
                environment,
                plan,
                proxies);
    }

    public TestOptions withProcesses(int processes, int invocationsEach) {
        return new TestOptions(
                visibilitySeconds,
                maxReceives,
                aggregatorSeconds,
                otherSeconds,
                processes,
                invocationsEach,
                environment,
                faults,
                proxies);
    }

    public TestOptions withVariable(String name, String value) {
        Map<String, String> more = new HashMap<>(environment);
        more.put(name, value);
        return new TestOptions(
                visibilitySeconds,
                maxReceives,
                aggregatorSeconds,
                otherSeconds,
                environments,
                concurrency,
                more,
                faults,
                proxies);
    }

    public TestOptions withProxies(Proxies some) {
        return new TestOptions(
                visibilitySeconds,
                maxReceives,
                aggregatorSeconds,
                otherSeconds,
                environments,
                concurrency,
                environment,
                faults,
                some);
    }

    /** The specification that is deployed, with these time-outs. */
    StackSpec applyTo(StackSpec spec) {
        Map<String, Queue> queues = new HashMap<>(spec.queues());
        queues.computeIfPresent("clicks", (name, queue) -> clicks(queue));
        Map<String, Function> functions = new HashMap<>(spec.functions());
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
                new DeadLetters("dead-letters", maxReceives));
    }

    /** A function whose calls tell its name, by which {@link AwsCalls} knows them. */
    private static Function function(String name, Function function, int timeoutSeconds) {
        Map<String, String> named = new HashMap<>(function.environment());
        named.put("AWS_SDK_UA_APP_ID", name);
        return new Function(
                function.artifact(),
                function.handler(),
                function.memoryMegabytes(),
                timeoutSeconds,
                named,
                function.queueUrls(),
                function.tableNames(),
                function.connectionsEndpoint(),
                function.ownName(),
                function.permissions());
    }
}
