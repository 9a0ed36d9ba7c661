package dev.tally.press;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tally.press.http.RequestLimits;
import dev.tally.press.queue.FakeClickQueue;
import dev.tally.runtime.FixedTimeContext;
import dev.tally.runtime.trace.FakeSpans;
import dev.tally.runtime.trace.TraceContext;
import io.quarkus.amazon.lambda.http.LambdaHttpHandler;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Invocations as Quarkus' runtime for native images makes them. */
@QuarkusTest
class PressHandlerTest {

    /** The system property that the runtime sets for each invocation. */
    private static final String TRACE = "com.amazonaws.xray.traceHeader";

    @Inject
    LambdaHttpHandler handler;

    @Inject
    ApiClient api;

    @Inject
    FakeClickQueue queue;

    @Inject
    RequestLimits limits;

    @BeforeEach
    @AfterEach
    void reset() {
        System.clearProperty(TRACE);
        queue.reset();
        limits.forget();
    }

    @Test
    void press_contextWithoutATrace_sendsTheTraceOfTheRuntime() {
        System.setProperty(TRACE, FakeSpans.ABOVE.header());
        api.post("/press", null);
        assertThat(queue.sent().get(0).trace()).map(TraceContext::traceId).contains(FakeSpans.ABOVE.traceId());
    }

    @Test
    void handleRequest_noEvent_throwsWithAMessage() {
        assertThatThrownBy(() -> handler.handleRequest(null, new FixedTimeContext(1000)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("the event is null");
    }
}
