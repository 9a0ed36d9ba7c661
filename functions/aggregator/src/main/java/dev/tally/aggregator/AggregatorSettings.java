package dev.tally.aggregator;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** The settings of the aggregator. Each is an environment variable, such as {@code TALLY_TABLE} for {@link #table}. */
@ConfigMapping(prefix = "tally")
public interface AggregatorSettings {

    /** The name of the table of counters. */
    String table();

    /** The region of the shards that this function writes. Lambda sets it as {@code AWS_REGION}. */
    @WithDefault("${aws.region}")
    String region();

    /** The URL of the queue of clicks. Its failed messages become visible again soon. */
    String queueUrl();

    /**
     * Whether failed messages become visible again soon, and not only after the queue's visibility time-out. False on a
     * queue that delivers messages of a group while others of it are in flight, as LocalStack's does.
     */
    @WithDefault("true")
    boolean soonRedelivery();

    /** The URL of the FIFO queue for messages that can never be counted. */
    String deadLetterQueueUrl();

    /**
     * The margin before Lambda's time-out. By then the function ends its work, even if it is unfinished, and answers. A
     * call for the redelivery of failed messages may take half of the margin.
     */
    @WithDefault("500ms")
    Duration deadlineMargin();
}
