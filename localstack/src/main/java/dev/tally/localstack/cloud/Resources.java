package dev.tally.localstack.cloud;

import dev.tally.localstack.spec.StackSpec;
import java.util.HashMap;
import java.util.Map;

/**
 * The queues and tables of a stack, found by their logical names.
 *
 * @param queues physical queues by logical name
 * @param tables names of physical tables by logical name
 */
public record Resources(Map<String, Queue> queues, Map<String, String> tables) {

    /** A queue as callers address it. */
    public record Queue(String url, String arn) {}

    public Resources {
        queues = Map.copyOf(queues);
        tables = Map.copyOf(tables);
    }

    /**
     * Creates what the specification names: queues afresh, tables if they are not there yet.
     *
     * @param suffix ends the name of every queue, and must never have been used before: shards remember how far they
     *     counted under the queue's name, and a new queue numbers its messages anew
     */
    public static Resources create(Cloud cloud, StackSpec spec, String suffix) {
        return new Resources(
                QueueCreation.create(cloud.sqs(), spec.queues(), suffix),
                TableCreation.create(cloud.dynamoDb(), spec.tables()));
    }

    public String queueUrl(String logical) {
        return queue(logical).url();
    }

    /** The URLs of all queues, by logical name. */
    public Map<String, String> queueUrls() {
        Map<String, String> urls = new HashMap<>();
        queues.forEach((logical, queue) -> urls.put(logical, queue.url()));
        return urls;
    }

    public String queueArn(String logical) {
        return queue(logical).arn();
    }

    public String tableName(String logical) {
        return named("table", logical, tables);
    }

    /** A function's variables, with the names of resources in the place of logical names. */
    public Map<String, String> environmentOf(StackSpec.Function function) {
        Map<String, String> environment = new HashMap<>(function.environment());
        function.queueUrls().forEach((variable, logical) -> environment.put(variable, queueUrl(logical)));
        function.tableNames().forEach((variable, logical) -> environment.put(variable, tableName(logical)));
        return Map.copyOf(environment);
    }

    private Queue queue(String logical) {
        return named("queue", logical, queues);
    }

    private static <T> T named(String kind, String logical, Map<String, T> resources) {
        T resource = resources.get(logical);
        if (resource == null) {
            throw new IllegalArgumentException("no " + kind + " is named '" + logical + "' in " + StackSpec.FILE
                    + ", there are " + resources.keySet());
        }
        return resource;
    }
}
