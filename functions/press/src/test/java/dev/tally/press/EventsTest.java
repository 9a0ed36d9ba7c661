package dev.tally.press;

import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.tally.counter.ClickId;
import dev.tally.counter.Post;
import dev.tally.counter.PostStore;
import dev.tally.press.queue.FakeClickQueue;
import dev.tally.runtime.FixedTimeContext;
import io.quarkus.amazon.lambda.http.LambdaHttpHandler;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The answers to the sample events of functions/press/events. */
@QuarkusTest
class EventsTest {

    private static final Path EVENTS = Path.of("events");
    private static final ClickId POST_OF_GET_POST = ClickId.parse("01a202b3-3a30-7000-b0f1-15c28f4439e0");
    private static final Map<String, Integer> STATUS = Map.ofEntries(
            Map.entry("bad-delta.json", 400),
            Map.entry("click.json", 202),
            Map.entry("click-decrement.json", 202),
            Map.entry("get-counter.json", 200),
            Map.entry("get-counter-short.json", 200),
            Map.entry("get-counters.json", 200),
            Map.entry("get-history.json", 200),
            Map.entry("get-post.json", 200),
            Map.entry("get-posts.json", 200),
            Map.entry("health.json", 200),
            Map.entry("post-post.json", 202),
            Map.entry("press.json", 202),
            Map.entry("put-counter.json", 202));
    private static final JsonMapper JSON = JsonMapper.builder()
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    @Inject
    LambdaHttpHandler handler;

    @Inject
    FakeClickQueue queue;

    @Inject
    FakeTable table;

    @Inject
    PostStore posts;

    @BeforeEach
    void reset() {
        queue.reset();
        table.reset();
        posts.write(new Post(POST_OF_GET_POST, "A title", "Ten characters or more."));
    }

    @Test
    void events_all_getTheirStatus() throws IOException {
        Map<String, Integer> answered = new TreeMap<>();
        try (Stream<Path> files = Files.list(EVENTS)) {
            for (Path file : files.toList()) {
                answered.put(file.getFileName().toString(), status(file));
            }
        }
        assertThat(answered).containsExactlyInAnyOrderEntriesOf(STATUS);
    }

    private int status(Path file) throws IOException {
        APIGatewayV2HTTPEvent event = JSON.readValue(Files.readString(file), APIGatewayV2HTTPEvent.class);
        return handler.handleRequest(event, new FixedTimeContext(1000)).getStatusCode();
    }
}
