package dev.tally.runtime.token;

import java.net.URI;
import java.util.Optional;
import java.util.Set;

/**
 * Which tokens are good.
 *
 * @param issuer who must have issued one, as its {@code iss} says it; its keys are found below this URL
 * @param audience of which one must be meant
 * @param scopes of which one must be granted, empty for none
 */
public record TokenRule(String issuer, Set<String> audience, Set<String> scopes) {

    /** @throws IllegalArgumentException if the issuer is not a URL or there is no audience; the message says what to set */
    public TokenRule {
        if (!issuer.matches("https?://[^/?#]+[^?#]*")) {
            throw new IllegalArgumentException(
                    "TALLY_JWT_ISSUER must be a URL such as https://issuer.example.com, not " + issuer);
        }
        audience = Set.copyOf(audience);
        scopes = Set.copyOf(scopes);
        if (audience.isEmpty()) {
            throw new IllegalArgumentException(
                    "TALLY_JWT_AUDIENCE must name whom tokens are for, such as tally, where TALLY_JWT_ISSUER is set");
        }
    }

    /** The rule of three settings, empty where there is no issuer, and with that no rule. */
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
