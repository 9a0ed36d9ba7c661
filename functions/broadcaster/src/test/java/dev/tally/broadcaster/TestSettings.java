package dev.tally.broadcaster;

import static dev.tally.counter.Fixtures.EPOCH;
import static dev.tally.counter.Fixtures.QUEUE;

import dev.tally.broadcaster.lambda.BroadcasterSettings;
import dev.tally.counter.Epoch;
import dev.tally.runtime.token.TokenRule;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/** Settings that keep the waits of a test short. */
public record TestSettings(
        int pushesPerSecond, int sliceSize, BroadcasterSettings.Jwt jwt, URI connectionsEndpoint, String epoch)
        implements BroadcasterSettings {

    private static final TestJwt NO_TOKENS = new TestJwt(Optional.empty(), Optional.empty(), Optional.empty());
    private static final URI ENDPOINT = URI.create("http://localhost/live");

    public static final TestSettings DEFAULT = new TestSettings(1_000_000, 500);

    public TestSettings(int pushesPerSecond, int sliceSize) {
        this(pushesPerSecond, sliceSize, NO_TOKENS, ENDPOINT, EPOCH.value());
    }

    /** Returns settings that require tokens. */
    public static TestSettings withTokens(TokenRule rule) {
        return withTokens(new TestJwt(
                Optional.of(rule.issuer()),
                Optional.of(rule.audience()),
                Optional.of(rule.scopes()).filter(scopes -> !scopes.isEmpty())));
    }

    /** Returns settings of tokens that may be incomplete. */
    public static TestSettings withTokens(BroadcasterSettings.Jwt jwt) {
        return new TestSettings(DEFAULT.pushesPerSecond, DEFAULT.sliceSize, jwt, ENDPOINT, EPOCH.value());
    }

    /** Returns settings with another endpoint for connections. */
    public static TestSettings at(URI connectionsEndpoint) {
        return new TestSettings(
                DEFAULT.pushesPerSecond, DEFAULT.sliceSize, NO_TOKENS, connectionsEndpoint, EPOCH.value());
    }

    /** Returns settings with another epoch. */
    public static TestSettings in(Epoch epoch) {
        return new TestSettings(DEFAULT.pushesPerSecond, DEFAULT.sliceSize, NO_TOKENS, ENDPOINT, epoch.value());
    }

    public record TestJwt(Optional<String> issuer, Optional<Set<String>> audience, Optional<Set<String>> scopes)
            implements BroadcasterSettings.Jwt {}

    @Override
    public String table() {
        return "counters";
    }

    @Override
    public String connectionsTable() {
        return "connections";
    }

    @Override
    public String region() {
        return "eu-central-1";
    }

    @Override
    public String queueUrl() {
        return "https://sqs.eu-central-1.amazonaws.com/123456789012/" + QUEUE;
    }

    @Override
    public String touchQueueUrl() {
        return "https://sqs.eu-central-1.amazonaws.com/123456789012/touches";
    }

    @Override
    public String functionName() {
        return "fanout";
    }

    @Override
    public int shards() {
        return 2;
    }

    @Override
    public int shardsMax() {
        return 256;
    }

    @Override
    public Duration historyRetention() {
        return Duration.ofDays(30);
    }

    @Override
    public int concurrentPushes() {
        return 8;
    }

    @Override
    public int pushViewers() {
        return 2000;
    }

    @Override
    public Duration pollInterval() {
        return Duration.ofSeconds(2);
    }

    @Override
    public Duration pushTimeout() {
        return Duration.ofMillis(50);
    }

    @Override
    public Duration deadlineMargin() {
        return Duration.ofMillis(500);
    }

    @Override
    public int actionsPerSecond() {
        return 5;
    }

    @Override
    public int actionsBurst() {
        return 60;
    }

    @Override
    public int connectsPerSecond() {
        return 10;
    }

    @Override
    public int connectsBurst() {
        return 200;
    }

    @Override
    public int trackedClients() {
        return 1000;
    }
}
