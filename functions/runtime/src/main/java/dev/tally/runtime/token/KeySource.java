package dev.tally.runtime.token;

import java.io.IOException;
import java.util.List;
import org.jose4j.jwk.JsonWebKey;

/** Where an issuer's public keys come from. */
@FunctionalInterface
interface KeySource {

    /** The keys as they are now; ends within a bounded time. */
    List<JsonWebKey> fetch() throws IOException;
}
