package dev.tally.runtime.token;

import java.util.Map;
import java.util.Optional;

/** What came of a look at a token. */
public sealed interface TokenCheck {

    /**
     * The token is good.
     *
     * @param claims what it says, as JSON has it
     */
    record Good(Map<String, Object> claims) implements TokenCheck {

        /** Whom it speaks of. */
        public Optional<String> subject() {
            return claims.get("sub") instanceof String subject ? Optional.of(subject) : Optional.empty();
        }
    }

    /**
     * The token is not good here, however often it is shown.
     *
     * @param why for people; says nothing of what is in the token
     */
    record Refused(String why) implements TokenCheck {}

    /** The token is good, and grants none of the scopes that one must. */
    record OutOfScope(String why) implements TokenCheck {}

    /** The issuer's keys cannot be had now, so that nothing can be said of the token. */
    record Undecided(String why) implements TokenCheck {}
}
