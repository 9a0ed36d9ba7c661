package dev.tally.broadcaster.channel;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tally.counter.Published;
import java.nio.charset.StandardCharsets;

/** What the server sends, as docs/asyncapi.yaml describes it; encoded once, however many connections it goes to. */
public final class Frame {

    public static final Frame PONG = new Frame("{\"type\":\"pong\"}");

    private final String text;
    private final byte[] bytes;

    private Frame(String text) {
        this.text = text;
        this.bytes = text.getBytes(StandardCharsets.UTF_8);
    }

    /** What is published of a counter. */
    public static Frame of(Published published) {
        ObjectNode frame = JsonNodeFactory.instance.objectNode();
        frame.put("type", "total");
        PublishedJson.put(frame, published);
        return new Frame(frame.toString());
    }

    public static Frame error(ClientError error) {
        ObjectNode frame = JsonNodeFactory.instance.objectNode();
        frame.put("type", "error");
        frame.put("code", error.code());
        frame.put("message", error.message());
        return new Frame(frame.toString());
    }

    /** A JSON document. */
    public String text() {
        return text;
    }

    /** The same in UTF-8; not to be changed. */
    byte[] bytes() {
        return bytes;
    }
}
