package dev.tally.aggregator;

import java.util.Optional;

/** Messages as received from a queue. */
final class TestMessages {

    private TestMessages() {}

    static Message received(String id, String queue, String group, int receives) {
        return new Message(
                id,
                Optional.of("handle of " + id),
                receives,
                "{}",
                Optional.of(group),
                Optional.of("1"),
                Optional.of(queue),
                Optional.empty(),
                Optional.empty());
    }
}
