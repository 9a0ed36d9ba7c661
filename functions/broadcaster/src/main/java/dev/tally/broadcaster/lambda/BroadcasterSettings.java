package dev.tally.broadcaster.lambda;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/** The settings of the broadcaster; each is an environment variable, {@code TALLY_TABLE} for {@link #table}. */
@ConfigMapping(prefix = "tally")
public interface BroadcasterSettings {

    /** The name of the table of counters. */
    String table();

    /** The name of the table of connections. */
    String connectionsTable();

    /** The region of the totals that this function writes. Lambda sets it as {@code AWS_REGION}. */
    @WithDefault("${aws.region}")
    String region();

    /** The epoch of the totals that this function writes, such as {@code eu-central-1.20261129-201503-120}. */
    String epoch();

    /**
     * The URL of the FIFO queue of clicks. Totals have the watermarks of this queue. Rollup sends incomplete resets to it
     * again.
     */
    String queueUrl();

    /** The URL of the standard queue of touches. The functions connections and fanout send to it. */
    String touchQueueUrl();

    /** The minimum number of shards for new clicks of a counter, 1 to 1000. The function press must have the same. */
    @WithDefault("2")
    int shards();

    /**
     * The maximum number of shards for new clicks of a counter, 1 to 1000. A counter gets more than the minimum while it
     * lags, and fewer after quiet minutes.
     */
    @WithDefault("256")
    int shardsMax();

    /** The base URL of the WebSocket API's {@code /@connections}. Never read from an event. */
    URI connectionsEndpoint();

    /** The name by which this function invokes itself. With an alias, it invokes the version of the alias. */
    @WithDefault("${aws.lambda.function.name}")
    String functionName();

    /** The time that an hour stays in the history after the last change of its minutes. */
    @WithDefault("30d")
    Duration historyRetention();

    /** The most pushes per second of all environments together. Presses share the API's quota and come first. */
    @WithDefault("5000")
    int pushesPerSecond();

    /**
     * The most viewers of one counter that get pushes, 1 to 1,000,000. New pages of a counter with more of them poll a
     * cached answer, until 80 % of the number are left.
     */
    @WithDefault("20000")
    int pushViewers();

    /** The time between two polls of a page, 2 s to 1 minute. A longer one suits a larger crowd and costs less. */
    @WithDefault("2s")
    Duration pollInterval();

    /**
     * The viewers of one slice. More viewers are split into slices, pushed side by side by separate invocations. There
     * are at most as many slices as the rate needs, and then each has more viewers.
     */
    @WithDefault("500")
    int sliceSize();

    /** The most concurrent pushes of one environment. */
    @WithDefault("256")
    int concurrentPushes();

    /** The time-out of a push. A slower viewer is left to a later invocation. */
    @WithDefault("300ms")
    Duration pushTimeout();

    /** The margin before Lambda's time-out in which a function returns a partial result. */
    @WithDefault("1s")
    Duration deadlineMargin();

    /** The messages per second that one environment accepts from one connection, 0 for no limit. */
    @WithDefault("5")
    int actionsPerSecond();

    /** The messages that one environment accepts at once from one connection, after a rest. */
    @WithDefault("60")
    int actionsBurst();

    /** The tokens that let a client connect. */
    Jwt jwt();

    /**
     * The new connections per second that one environment accepts from one client, 0 for no limit. The client is the
     * subject of the token if tokens are required, else the address. For IPv6 it is the network of 64 bits.
     */
    @WithDefault("10")
    int connectsPerSecond();

    /** The new connections that one environment accepts at once from one client, after a rest. */
    @WithDefault("200")
    int connectsBurst();

    /** The most connections, and clients, that an environment tracks for its limits. An entry takes about 500 bytes. */
    @WithDefault("10000")
    int trackedClients();

    /** The settings of tokens, such as {@code TALLY_JWT_ISSUER}. */
    interface Jwt {

        /** The URL of the tokens' issuer, exactly as in their {@code iss}. If not set, connections need no token. */
        Optional<String> issuer();

        /** The accepted audiences, separated by commas. A token needs one as {@code aud} or {@code client_id}. */
        Optional<Set<String>> audience();

        /** The accepted scopes, separated by commas. A token needs one of them, or none if not set. */
        Optional<Set<String>> scopes();
    }
}
