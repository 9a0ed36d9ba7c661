package dev.tally.runtime.token;

import java.net.URI;
import java.util.Optional;
import java.util.Set;

/**
 * The issuer, the audience and the scopes that a token must have.
 *
 * @param issuer the exact {@code iss}; the base URL of the issuer's OpenID configuration
 * @param audience the accepted audiences; a token needs one of them
 * @param scopes the accepted scopes; a token needs one of them, or none if empty
 */
public record TokenRule(String issuer, Set<String> audience, Set<String> scopes) {

    /** @throws IllegalArgumentException if the issuer is not a URL or there is no audience; the message names the setting */
    public TokenRule {
        if (!issuer.matches("https?://[^/?#]+[^?#]*")) {
            throw new IllegalArgumentException(
                    "TALLY_JWT_ISSUER must be a URL such as https://issuer.example.com, not " + issuer);
        }
        audience = Set.copyOf(audience);
        scopes = Set.copyOf(scopes);
        if (audience.isEmpty()) {
            throw new IllegalArgumentException(
                    "TALLY_JWT_ISSUER needs TALLY_JWT_AUDIENCE: set it to the audience of the tokens, such as tally");
        }
    }

    /** Returns the rule of three settings, empty if no issuer is set. */
    public static Optional<TokenRule> of(
            Optional<String> issuer, Optional<Set<String>> audience, Optional<Set<String>> scopes) {
        return issuer.map(url -> new TokenRule(url, audience.orElse(Set.of()), scopes.orElse(Set.of())));
    }

    /** https://openid.net/specs/openid-connect-discovery-1_0.html#ProviderConfigurationRequest */
    URI configuration() {
        String base = issuer.endsWith("/") ? issuer.substring(0, issuer.length() - 1) : issuer;
        return URI.create(base + "/.well-known/openid-configuration");
    }
}
