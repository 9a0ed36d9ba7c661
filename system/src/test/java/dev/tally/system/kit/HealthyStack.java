package dev.tally.system.kit;

import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives a {@link TestStack} to those test classes that neither need one of their own nor harm it, one after the other. It is started
 * once and closed after the last test of all. Counters are told apart by their names.
 */
public final class HealthyStack implements ParameterResolver {

    /** Buckets are small, so that a push to some tens of viewers is split. */
    public static final TestOptions OPTIONS = TestOptions.DEFAULT.withVariable("TALLY_BUCKET_SIZE", "20");

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
