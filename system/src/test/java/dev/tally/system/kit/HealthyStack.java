package dev.tally.system.kit;

import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * A {@link TestStack} for the test classes that leave it healthy, one class after the other. It is started once, and
 * closed after the last test. Each test has other names for its counters.
 */
public final class HealthyStack implements ParameterResolver {

    /** Buckets are small, so that a push to some tens of viewers is split. */
    public static final TestOptions OPTIONS = TestOptions.DEFAULT.withVariable("TALLY_SLICE_SIZE", "20");

    private static final Namespace NAMESPACE = Namespace.create(HealthyStack.class);

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType().equals(TestStack.class);
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return context.getRoot()
                .getStore(NAMESPACE)
                .computeIfAbsent(TestStack.class, missing -> TestStack.start(OPTIONS), TestStack.class);
    }
}
