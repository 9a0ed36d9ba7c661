package dev.tally.localstack.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;

class ErrorDocumentTest {

    @Test
    void of_anyCharacterInTheMessage_isJson() {
        String message = "a \"quote\", a \\ and\n\ta line, \u0000\u001f, \u00e4 \u20ac \ud83d\ude00, $1";

        assertThat(read(new IllegalStateException(message)).getString("errorMessage"))
                .isEqualTo(message);
    }

    @Test
    void of_noMessage_isTheType() {
        JsonObject error = read(new OutOfMemoryError());

        assertThat(error.getString("errorMessage")).isEqualTo("java.lang.OutOfMemoryError");
        assertThat(error.getString("errorType")).isEqualTo("java.lang.OutOfMemoryError");
    }

    @Test
    void of_framesOfTheClient_areLeftOut() {
        Exception thrown = new Exception();
        StackTraceElement handler = new StackTraceElement("app.Handler", "handle", "Handler.java", 7);
        thrown.setStackTrace(new StackTraceElement[] {
            handler, new StackTraceElement(RuntimeClient.class.getName(), "run", null, 1), handler
        });

        assertThat(read(thrown).getJsonArray("stackTrace")).containsExactly("app.Handler.handle(Handler.java:7)");
    }

    private static JsonObject read(Throwable thrown) {
        return new JsonObject(Buffer.buffer(ErrorDocument.of(thrown)));
    }
}
