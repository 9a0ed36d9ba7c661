package dev.tally.press;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Optional;

/** The settings of press. Each is an environment variable, such as {@code TALLY_TABLE} for {@link #table}. */
@ConfigMapping(prefix = "tally")
public interface PressSettings {

    /** The name of the table of counters. */
    String table();

    /** The region of this function. Lambda sets it as {@code AWS_REGION}. */
    @WithDefault("${aws.region}")
    String region();

    /** The epoch of receipts and totals, such as {@code eu-central-1.20261129-201503-120}. */
    String epoch();

    /** The URL of the FIFO queue of clicks. */
    String queueUrl();

    /**
     * The minimum number of shards for new clicks of a counter, 1 to 1000. A shard counts one batch of 10 at a time:
     * about 250 clicks/s on AWS. Under load a counter gets more by itself. The minimum may be raised and lowered at any
     * time; docs/limits.md lists the consequences. The function rollup must have the same.
     */
    @WithDefault("2")
    int shards();

    /**
     * The number of shards for votes, 1 to 1000. It is fixed for the life of a deployment: the votes of a voter would
     * otherwise be in two shards, and lose their order.
     */
    @WithDefault("16")
    int voteShards();

    /** The most claps of one voter for one counter, 1 to 1000. */
    @WithDefault("50")
    int claps();

    /** The counter of {@code POST /press}. */
    @WithDefault("global")
    String defaultCounter();

    /**
     * The scope that a token must grant for administration: adjustments, resets and the deletion of posts. If not set,
     * administration is possible from the command line only.
     */
    Optional<String> adminScope();

    /**
     * The secret that CloudFront sends with each request, at least 32 characters. Only with it the function trusts the
     * client's address in CloudFront's headers. If not set, the address is the one that API Gateway reports.
     */
    Optional<String> originSecret();

    /**
     * The time for which a total or history that was read answers further reads, such as 250ms. With 0, only concurrent
     * reads share one result.
     */
    @WithDefault("250ms")
    Duration readCache();

    /**
     * The number of presses and posts per second that one environment accepts from one client, 0 for no limit. A client
     * is the subject of the token that an authorizer validated, or else the IP address. An IPv6 client is its network
     * of 64 bits.
     */
    @WithDefault("50")
    int writesPerSecond();

    /** The number of presses and posts that one environment accepts from one client at once, after a rest. */
    @WithDefault("200")
    int writesBurst();

    /**
     * The number of reads per second that one environment accepts from one client, 0 for no limit. Every request that
     * is no press and no post is a read. Reads need no token, so a client is its address.
     */
    @WithDefault("200")
    int readsPerSecond();

    /** The number of reads that one environment accepts from one client at once, after a rest. */
    @WithDefault("1000")
    int readsBurst();

    /**
     * The number of new voters without a token per second that one environment accepts from one client, 0 for no limit.
     * A voter is new if the environment does not remember it.
     */
    @WithDefault("1")
    int votersPerSecond();

    /** The number of new voters without a token that one environment accepts from one client at once, after a rest. */
    @WithDefault("100")
    int votersBurst();

    /** The number of clients that an environment tracks for each limit. A client takes about 500 bytes. */
    @WithDefault("10000")
    int trackedClients();
}
