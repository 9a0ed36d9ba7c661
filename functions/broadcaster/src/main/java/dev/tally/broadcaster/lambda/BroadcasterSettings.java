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

    /** The region whose totals this function writes. Lambda sets it as {@code AWS_REGION}. */
    @WithDefault("${aws.region}")
    String region();

    /** The URL below which the WebSocket API's {@code /@connections} is. Never taken from an event. */
    URI connectionsEndpoint();

    /** The name by which this function invokes itself; with an alias, if it is to run what is deployed under that. */
    @WithDefault("${aws.lambda.function.name}")
    String functionName();

    /** How long a minute is kept in the history after the last click in it was counted. */
    @WithDefault("30d")
    Duration historyRetention();

    /** How many pushes per second all environments together may make; presses share the API's quota and come first. */
    @WithDefault("5000")
    int pushesPerSecond();

    /** How many viewers one invocation pushes to; more are split into buckets of that size, invoked in parallel. */
    @WithDefault("500")
    int bucketSize();

    /** How many pushes of one environment may be under way at once. */
    @WithDefault("256")
    int concurrentPushes();

    /** How long a push may take before its viewer is left to an invocation of its own. */
    @WithDefault("300ms")
    Duration pushTimeout();

    /** How long before Lambda's time-out a function answers with what it has, to be surely heard. */
    @WithDefault("1s")
    Duration deadlineMargin();

    /** How many messages per second one environment takes from one connection, 0 for no limit. */
    @WithDefault("5")
    int actionsPerSecond();

    /** How many messages one environment takes from one connection at once, after a rest. */
    @WithDefault("60")
    int actionsBurst();

    /** Which tokens let somebody connect. */
    Jwt jwt();

    /**
     * How many new connections per second one environment takes from one client, 0 for no limit. A client is the subject of its
     * token, where one is asked for, or else its address; of IPv6, the network of 64 bits.
     */
    @WithDefault("10")
    int connectsPerSecond();

    /** How many new connections one environment takes from one client at once, after a rest. */
    @WithDefault("200")
    int connectsBurst();

    /** Of how many connections, and of how many clients, an environment remembers what they did; each takes some 500 bytes. */
    @WithDefault("10000")
    int trackedClients();

    /** Settings of tokens; {@code TALLY_JWT_ISSUER}. */
    interface Jwt {

        /** The URL of who must have issued the token, as its {@code iss} says it; if not set, everybody may connect. */
        Optional<String> issuer();

        /** For whom tokens are, with commas between: one of these must be in {@code aud}, or be the {@code client_id}. */
        Optional<Set<String>> audience();

        /** Of which one must be granted, with commas between; none needs to be if not set. */
        Optional<Set<String>> scopes();
    }
}
