package dev.tally.localstack.gateway;

import dev.tally.runtime.token.TokenRule;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Who may call an HTTP API; on AWS, what Terraform's variables {@code cors_allow_origins} and {@code jwt} say.
 *
 * @param allowOrigins origins of web pages, or {@code *} for all
 * @param writes which tokens let somebody write; everybody may if empty
 */
public record HttpAccess(Set<String> allowOrigins, Optional<TokenRule> writes) {

    /** Everybody may do everything. */
    public static final HttpAccess OPEN = new HttpAccess(Set.of("*"), Optional.empty());

    /** @throws IllegalArgumentException if an origin is none; the message says what one is */
    public HttpAccess {
        List<String> wrong = allowOrigins.stream()
                .filter(origin -> !origin.equals("*") && !origin.matches("https?://[^/*]+"))
                .toList();
        if (!wrong.isEmpty()) {
            throw new IllegalArgumentException(
                    "TALLY_CORS_ALLOW_ORIGINS must hold * or origins without a path, such as https://example.com, not "
                            + wrong);
        }
        allowOrigins = Set.copyOf(allowOrigins);
    }
}
