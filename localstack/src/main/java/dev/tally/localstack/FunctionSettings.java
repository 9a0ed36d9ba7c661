package dev.tally.localstack;

import dev.tally.localstack.spec.StackSpec;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Function settings that the environment of the stack overrides. */
final class FunctionSettings {

    private static final String PREFIX = "TALLY_";

    private FunctionSettings() {}

    /** Returns the variables that the specification also sets for a function. */
    static Map<String, String> in(Map<String, String> variables, StackSpec spec) {
        Set<String> known = spec.functions().values().stream()
                .flatMap(function -> function.environment().keySet().stream())
                .filter(name -> name.startsWith(PREFIX))
                .collect(Collectors.toSet());
        return variables.entrySet().stream()
                .filter(variable -> known.contains(variable.getKey()))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    /** Returns the scopes of writes. A token with the scope for administration may write, if writes need a scope. */
    static Optional<Set<String>> writeScopes(Optional<Set<String>> scopes, Optional<String> adminScope) {
        return scopes.map(
                all -> Stream.concat(all.stream(), adminScope.stream()).collect(Collectors.toUnmodifiableSet()));
    }

    /**
     * Returns the variables that make connecting require a token, none if it does not.
     *
     * @throws IllegalArgumentException if connecting requires a token and no issuer is set; the message names the
     *     setting
     */
    static Map<String, String> ofTokens(LocalStackSettings.Jwt jwt) {
        if (!jwt.connects()) {
            return Map.of();
        }
        Map<String, String> variables = new HashMap<>();
        variables.put(
                "TALLY_JWT_ISSUER",
                jwt.issuer()
                        .orElseThrow(() -> new IllegalArgumentException(
                                "TALLY_JWT_CONNECTS requires tokens: set TALLY_JWT_ISSUER to the token issuer's URL")));
        jwt.audience().ifPresent(audience -> variables.put("TALLY_JWT_AUDIENCE", String.join(",", audience)));
        jwt.scopes().ifPresent(scopes -> variables.put("TALLY_JWT_SCOPES", String.join(",", scopes)));
        return variables;
    }
}
