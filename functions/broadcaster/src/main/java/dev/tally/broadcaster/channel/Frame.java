package dev.tally.broadcaster.channel;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tally.counter.Published;
import java.nio.charset.StandardCharsets;

/** A message of the server, as described in docs/asyncapi.yaml. It is encoded once for all its connections. */
public final class Frame {

    public static final Frame PONG = new Frame("{\"type\":\"pong\"}");

    /** Half of API Gateway's 500 new connections/s, because other clients of the region connect as well. */
    private static final int RECONNECTS_PER_SECOND = 250;

    private final String text;
    private final byte[] bytes;

    private Frame(String text) {
        this.text = text;
        this.bytes = text.getBytes(StandardCharsets.UTF_8);
    }

    /** Returns the frame of a published total, with the time for a crowd's reconnects if there is a crowd. */
    public static Frame of(Published published) {
        ObjectNode frame = JsonNodeFactory.instance.objectNode();
        frame.put("type", "total");
        PublishedJson.put(frame, published);
        int seconds = published.viewers() / RECONNECTS_PER_SECOND;
        if (seconds > 0) {
            frame.put("reconnectWithinSeconds", seconds);
        }
        return new Frame(frame.toString());
    }

    /** Returns the answer to a subscription to a counter in poll mode. */
    public static Frame poll(Published published) {
        ObjectNode frame = JsonNodeFactory.instance.objectNode();
        frame.put("type", "poll");
        frame.put("counter", published.counter().value());
        frame.put("url", "/v1/counters/" + published.counter());
        frame.put("everyMilliseconds", published.live().interval().toMillis());
        return new Frame(frame.toString());
    }

    public static Frame error(ClientError error) {
        ObjectNode frame = JsonNodeFactory.instance.objectNode();
        frame.put("type", "error");
        frame.put("code", error.code());
        frame.put("message", error.message());
        return new Frame(frame.toString());
    }

    /** Returns the frame as JSON. */
    public String text() {
        return text;
    }

    /** Returns the same text in UTF-8. Callers must not change the array. */
    byte[] bytes() {
        return bytes;
    }
}
