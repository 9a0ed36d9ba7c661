package dev.tally.press;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** The settings of press; each is an environment variable, {@code TALLY_TABLE} for {@link #table}. */
@ConfigMapping(prefix = "tally")
public interface PressSettings {

    /** The name of the table of counters. */
    String table();

    /** The region of this function. Lambda sets it as {@code AWS_REGION}. */
    @WithDefault("${aws.region}")
    String region();

    /** The URL of the FIFO queue of clicks. */
    String queueUrl();

    /**
     * Into how many shards new clicks of a counter go, 1 to 1000. Each takes what one batch of 10 at a time can write:
     * some 250 clicks/s on AWS. May be raised and lowered at any time; docs/limits.md says what to mind.
     */
    @WithDefault("2")
    int shards();

    /** The counter of {@code POST /press}. */
    @WithDefault("global")
    String defaultCounter();

    /**
     * For how long a total that was read answers further reads, such as 250ms. 0 keeps none: then only reads at the same
     * moment share one.
     */
    @WithDefault("250ms")
    Duration readCache();

    /**
     * How many presses and posts per second one environment takes from one client, 0 for no limit. A client is the subject
     * of the token, where an authorizer checked one, or else the IP address; of IPv6, the network of 64 bits.
     */
    @WithDefault("50")
    int writesPerSecond();

    /** How many presses and posts one environment takes from one client at once, after a rest. */
    @WithDefault("200")
    int writesBurst();

    /** Of how many clients an environment remembers how much they wrote; each takes some 500 bytes. */
    @WithDefault("10000")
    int trackedClients();
}
