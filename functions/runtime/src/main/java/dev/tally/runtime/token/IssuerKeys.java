package dev.tally.runtime.token;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.jose4j.jwk.JsonWebKey;

/**
 * An issuer's public keys, remembered.
 *
 * <p>They are asked for anew when they are old, and when a token names one that is not among them, since the issuer may
 * have changed them; but never twice within {@link #PAUSE}, so that tokens with made-up keys cannot have the issuer asked
 * without end, and an issuer in trouble is waited for once in a while only. While it cannot be reached, the keys known
 * last are good for {@link #USABLE}, as long as API Gateway keeps them.
 */
final class IssuerKeys {

    static final Duration FRESH = Duration.ofMinutes(15);
    static final Duration USABLE = Duration.ofHours(2);
    static final Duration PAUSE = Duration.ofSeconds(10);

    private final KeySource source;
    private final InstantSource clock;
    private List<JsonWebKey> keys = List.of();
    private Instant fetchedAt = Instant.EPOCH;
    private Instant askedAt = Instant.EPOCH;
    private String failure = "they were not asked for yet";

    IssuerKeys(KeySource source, InstantSource clock) {
        this.source = source;
        this.clock = clock;
    }

    /** The keys as of a while ago at the most, if they can be had. */
    List<JsonWebKey> known() throws KeysUnavailableException {
        return keys(FRESH);
    }

    /** The keys as of just now, if they can be had. */
    List<JsonWebKey> newest() throws KeysUnavailableException {
        return keys(PAUSE);
    }

    /** Others wait for the one who fetches, and then find what it found or that it failed, so that nobody waits twice. */
    private synchronized List<JsonWebKey> keys(Duration age) throws KeysUnavailableException {
        Instant now = clock.instant();
        if (isPast(fetchedAt, age, now) && isPast(askedAt, PAUSE, now)) {
            askedAt = now;
            fetch(now);
        }
        if (isPast(fetchedAt, USABLE, now)) {
            throw new KeysUnavailableException("the issuer's keys cannot be had: " + failure);
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
