package dev.tally.broadcaster;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tally.broadcaster.lambda.JsonHandler;
import dev.tally.runtime.FixedTimeContext;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The errors for malformed events. Each has a message, also in a native image, which has none for a null pointer. */
class MalformedEventTest {

    private final Broadcaster broadcaster = new Broadcaster(TestSettings.DEFAULT);

    @AfterEach
    void close() {
        broadcaster.close();
    }

    @ParameterizedTest
    @CsvSource({"slice, minutes", "unreached, connections"})
    void fanOut_ownEventWithoutAField_namesTheField(String event, String field) {
        assertRejected(broadcaster.fanOutHandler, "{\"" + event + "\":{}}", field);
    }

    @ParameterizedTest
    @CsvSource("subscription, connection")
    void connections_ownEventWithoutAField_namesTheField(String event, String field) {
        assertRejected(broadcaster.connectionsHandler, "{\"" + event + "\":{}}", field);
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "{}", "[]", "1", ""})
    void handleRequest_noEvent_saysSo(String event) {
        assertRejected(broadcaster.fanOutHandler, event, "no Records");
        assertRejected(broadcaster.connectionsHandler, event, "connection id");
    }

    private static void assertRejected(JsonHandler handler, String event, String message) {
        assertThatThrownBy(() -> handler.handleRequest(
                        new ByteArrayInputStream(event.getBytes(StandardCharsets.UTF_8)),
                        new ByteArrayOutputStream(),
                        new FixedTimeContext(5000)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }
}
