package dev.tally.localstack;

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
}
