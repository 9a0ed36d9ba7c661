package dev.tally.localstack.lambda;

import java.util.Collection;

/** The error for an unknown function name. */
public final class NoSuchFunctionException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public NoSuchFunctionException(String name, Collection<String> known) {
        super("no function is named '" + name + "'; the functions are " + known);
    }
}
