package dev.tally.localstack;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** Events in AWS's format, from the test resources. */
public final class EventFixtures {

    private EventFixtures() {}

    public static JsonObject event(String name) {
        try (InputStream file = EventFixtures.class.getResourceAsStream("/events/" + name)) {
            if (file == null) {
                throw new IllegalArgumentException("no fixture is named " + name);
            }
            return new JsonObject(new String(file.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }
}
