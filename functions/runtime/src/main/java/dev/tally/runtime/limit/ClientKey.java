package dev.tally.runtime.limit;

import java.util.Optional;

/** The key by which limits identify a client. It comes from API Gateway, never from a header that a client can set. */
public final class ClientKey {

    /** OpenID Connect has no longer subject: https://openid.net/specs/openid-connect-core-1_0.html#IDToken. */
    private static final int MAX_SUBJECT = 255;

    private ClientKey() {}

    /**
     * Returns the key of a client.
     *
     * @param subject the subject of the client's valid token, if it has one; it takes precedence over the address
     * @param address the client's IP address, if API Gateway names it
     */
    public static String of(Optional<String> subject, Optional<String> address) {
        return subject.map(name -> "subject " + name.substring(0, Math.min(MAX_SUBJECT, name.length())))
                .or(() -> address.map(text -> "address " + SourceAddress.client(text)))
                .orElse("unknown");
    }
}
