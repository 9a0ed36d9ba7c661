package dev.tally.localstack.gateway;

import dev.tally.runtime.token.TokenRule;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The access rules of an HTTP API. On AWS, Terraform's variables {@code cors_allow_origins} and {@code jwt} set them.
 *
 * @param allowOrigins origins of web pages, or {@code *} for all
 * @param writes the rule for the tokens of writes and of reads of own values; empty if they need no token
 */
public record HttpAccess(Set<String> allowOrigins, Optional<TokenRule> writes) {

    /** Access without any restriction. */
    public static final HttpAccess OPEN = new HttpAccess(Set.of("*"), Optional.empty());

    /** @throws IllegalArgumentException if an origin is malformed; the message gives the format */
    public HttpAccess {
        List<String> wrong = allowOrigins.stream()
                .filter(origin -> !origin.equals("*") && !origin.matches("https?://[^/*]+"))
                .toList();
        if (!wrong.isEmpty()) {
            throw new IllegalArgumentException(
                    "TALLY_CORS_ALLOW_ORIGINS must be * or a list of origins without a path, such as https://example.com, not "
                            + wrong);
        }
        allowOrigins = Set.copyOf(allowOrigins);
    }
}
