package dev.tally.runtime.token;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.jose4j.jwk.JsonWebKey;

/** A cache of an issuer's public keys. It bounds the requests to the issuer, because a token can name any key. */
final class IssuerKeys {

    /*
     * The keys are fetched again when they are REFRESH_AFTER old. A token with an unknown key also causes a fetch,
     * because the issuer may have added that key. Fetches start at least MIN_INTERVAL apart, even after a failure.
     * Tokens with made-up keys therefore cause few fetches, and an issuer that does not answer delays few tokens.
     * After a failure the last keys stay usable until EXPIRE_AFTER.
     *
     * jose4j's HttpsJwks (0.9.6) does not keep these rules:
     * - Its pause counts from a success only. While the issuer fails, each token with an unknown key causes a request.
     * - A failed refresh throws, although the last keys are usable: 503 instead of 401 for an unknown key.
     * - Each failure extends the last keys by retainCacheOnErrorDuration, so they never expire.
     * - It reads the system's clock, so no test can let 2 hours pass.
     * A SimpleGet with these rules would need all the state below, and HttpsJwks would be a second cache above it.
     */

    static final Duration REFRESH_AFTER = Duration.ofMinutes(15);

    /** API Gateway keeps keys as long. */
    static final Duration EXPIRE_AFTER = Duration.ofHours(2);

    static final Duration MIN_INTERVAL = Duration.ofSeconds(10);

    private final OpenIdKeys source;
    private final InstantSource clock;
    private List<JsonWebKey> keys = List.of();
    private Instant fetchedAt = Instant.EPOCH;
    private Instant triedAt = Instant.EPOCH;
    private String failure = "";

    IssuerKeys(OpenIdKeys source, InstantSource clock) {
        this.source = source;
        this.clock = clock;
    }

    /**
     * Returns the cached keys, after a fetch if they are old.
     *
     * @throws IOException if no usable keys are available
     */
    List<JsonWebKey> cached() throws IOException {
        return keys(REFRESH_AFTER);
    }

    /**
     * Returns the keys after a fetch. If the last fetch is too recent, or this one fails, returns the cached keys.
     *
     * @throws IOException if no usable keys are available
     */
    List<JsonWebKey> refreshed() throws IOException {
        return keys(MIN_INTERVAL);
    }

    /** Synchronized, because callers wait for the fetch of another caller and share its result or its failure. */
    private synchronized List<JsonWebKey> keys(Duration maxAge) throws IOException {
        Instant now = clock.instant();
        if (isPast(fetchedAt, maxAge, now) && isPast(triedAt, MIN_INTERVAL, now)) {
            triedAt = now;
            fetch(now);
        }
        if (isPast(fetchedAt, EXPIRE_AFTER, now)) {
            throw new IOException("the issuer's keys are unavailable: " + failure);
        }
        return keys;
    }

    private void fetch(Instant now) {
        try {
            keys = source.fetch();
            fetchedAt = now;
        } catch (IOException failed) {
            failure = String.valueOf(failed.getMessage());
        }
    }

    private static boolean isPast(Instant since, Duration age, Instant now) {
        return !now.isBefore(since.plus(age));
    }
}
