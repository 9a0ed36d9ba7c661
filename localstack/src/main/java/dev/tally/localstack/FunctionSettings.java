package dev.tally.localstack;

import dev.tally.localstack.spec.StackSpec;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Settings of functions that whoever starts the stack gives otherwise than they are specified. */
final class FunctionSettings {

    private static final String PREFIX = "TALLY_";

    private FunctionSettings() {}

    /** Those variables by which a function of the specification is set up, too. */
    static Map<String, String> in(Map<String, String> variables, StackSpec spec) {
        Set<String> known = spec.functions().values().stream()
                .flatMap(function -> function.environment().keySet().stream())
                .filter(name -> name.startsWith(PREFIX))
                .collect(Collectors.toSet());
        return variables.entrySet().stream()
                .filter(variable -> known.contains(variable.getKey()))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    /**
     * The variables that have connecting ask for a token; none if it does not.
     *
     * @throws IllegalArgumentException if it should, and nothing says for whose; the message names the setting
     */
    static Map<String, String> ofTokens(LocalStackSettings.Jwt jwt) {
        if (!jwt.connects()) {
            return Map.of();
        }
        Map<String, String> variables = new HashMap<>();
        variables.put(
                "TALLY_JWT_ISSUER",
                jwt.issuer()
                        .orElseThrow(
                                () -> new IllegalArgumentException(
                                        "TALLY_JWT_CONNECTS asks for tokens: set TALLY_JWT_ISSUER to the URL of who issues them")));
        jwt.audience().ifPresent(audience -> variables.put("TALLY_JWT_AUDIENCE", String.join(",", audience)));
        jwt.scopes().ifPresent(scopes -> variables.put("TALLY_JWT_SCOPES", String.join(",", scopes)));
        return variables;
    }
}
