package dev.tally.runtime.token;

import java.util.Map;
import java.util.Optional;

/** The result of validating a token. The reasons are for people and never quote the token. */
public sealed interface TokenCheck {

    /**
     * A valid token.
     *
     * @param claims the token's claims, as parsed from JSON
     */
    record Valid(Map<String, Object> claims) implements TokenCheck {

        /** Returns the {@code sub} of the token, empty if it is missing or no string. */
        public Optional<String> subject() {
            return claims.get("sub") instanceof String subject ? Optional.of(subject) : Optional.empty();
        }
    }

    /** A token that is not valid here. The client needs another token. */
    record Rejected(String reason) implements TokenCheck {}

    /** A valid token that grants none of the required scopes. */
    record OutOfScope(String reason) implements TokenCheck {}

    /** No result, because the issuer's keys are unavailable now. */
    record KeysUnavailable(String reason) implements TokenCheck {}
}
