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

    /** The URL of the FIFO queue for messages that can never be counted. */
    String deadLetterQueueUrl();

    /** The margin before Lambda's time-out. The function answers by then, even with unfinished work, or is killed. */
    @WithDefault("500ms")
    Duration deadlineMargin();
}
