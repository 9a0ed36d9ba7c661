package dev.tally.broadcaster;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tally.counter.Published;
import dev.tally.counter.Total;
import java.nio.charset.StandardCharsets;

/**
 * What the server sends, as docs/asyncapi.yaml describes it.
 *
 * @param text a JSON document
 */
record Frame(String text) {

    static final Frame PONG = new Frame("{\"type\":\"pong\"}");

    /** What is published of a counter. */
    static Frame of(Published published) {
        Total total = published.total();
        ObjectNode frame = JsonNodeFactory.instance.objectNode();
        frame.put("type", "total");
        frame.put("counter", total.counter().value());
        frame.put("count", total.count());
        frame.put("version", total.version());
        frame.put(
                "updatedAt",
                total.updatedAt() == null ? null : total.updatedAt().toString());
        ObjectNode minutes = frame.putObject("minutes");
        total.minutes().sums().forEach((minute, sum) -> minutes.put(minute.toString(), sum));
        frame.put("viewers", published.viewers());
        return new Frame(frame.toString());
    }

    static Frame error(ClientError error) {
        ObjectNode frame = JsonNodeFactory.instance.objectNode();
        frame.put("type", "error");
        frame.put("code", error.code());
        frame.put("message", error.message());
        return new Frame(frame.toString());
    }

    byte[] bytes() {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
