package dev.tally.runtime.trace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tally.runtime.FixedTimeContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class InvocationTraceTest {

    private static final String OTHER = FakeSpans.ABOVE.header().replace("53995c3f42cd8ad8", "0000000000000bad");

    @AfterEach
    void clear() {
        System.clearProperty(InvocationTrace.PROPERTY);
    }

    @Test
    void header_contextWithoutATrace_isTheProperty() {
        System.setProperty(InvocationTrace.PROPERTY, FakeSpans.ABOVE.header());
        assertThat(InvocationTrace.header(new FixedTimeContext(1000))).isEqualTo(FakeSpans.ABOVE.header());
    }

    @Test
    void header_contextWithATrace_ignoresTheProperty() {
        // Several invocations in one process share the property, so only the context has the right trace.
        System.setProperty(InvocationTrace.PROPERTY, OTHER);
        assertThat(InvocationTrace.header(new FixedTimeContext(1000, FakeSpans.ABOVE.header())))
                .isEqualTo(FakeSpans.ABOVE.header());
        assertThat(InvocationTrace.header(new FixedTimeContext(1000, ""))).isEmpty();
    }

    @Test
    void header_neitherHasATrace_isEmpty() {
        assertThat(InvocationTrace.header(new FixedTimeContext(1000))).isEmpty();
    }
}
