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

    /** The two addresses of a queue. */
    public record Queue(String url, String arn) {}

    public Resources {
        queues = Map.copyOf(queues);
        tables = Map.copyOf(tables);
    }

    /**
     * Creates new queues, and the tables that do not exist yet.
     *
     * @param suffix of every queue's name, never used before: a shard stores its watermark under the queue's name, and
     *     a new queue starts its sequence numbers again
     */
    public static Resources create(Cloud cloud, StackSpec spec, String suffix) {
        return new Resources(
                QueueCreation.create(cloud.sqs(), spec.queues(), suffix),
                TableCreation.create(cloud.dynamoDb(), spec.tables()));
    }

    public String queueUrl(String logical) {
        return queue(logical).url();
    }

    /** Returns the URLs of all queues, by logical name. */
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

    /** Returns a function's variables, with physical names in place of the logical ones. */
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
