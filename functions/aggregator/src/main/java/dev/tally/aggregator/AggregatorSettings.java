package dev.tally.aggregator;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** The settings of the aggregator; each is an environment variable, {@code TALLY_TABLE} for {@link #table}. */
@ConfigMapping(prefix = "tally")
public interface AggregatorSettings {

    /** The name of the table of counters. */
    String table();

    /** The region whose shards this function writes. Lambda sets it as {@code AWS_REGION}. */
    @WithDefault("${aws.region}")
    String region();

    /** The URL of the FIFO queue for messages that can never be counted. */
    String deadLetterQueueUrl();

    /** How long before Lambda's time-out the function answers with what it has, to be surely heard. */
    @WithDefault("500ms")
    Duration deadlineMargin();
}
