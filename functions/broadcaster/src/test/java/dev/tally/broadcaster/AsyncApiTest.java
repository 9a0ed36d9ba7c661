package dev.tally.broadcaster;

import static dev.tally.counter.Fixtures.COUNTER;
import static dev.tally.counter.Fixtures.EPOCH;
import static dev.tally.counter.Fixtures.NOW;
import static dev.tally.counter.Fixtures.QUEUE;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tally.broadcaster.channel.ClientError;
import dev.tally.broadcaster.channel.Frame;
import dev.tally.broadcaster.channel.PublishedJson;
import dev.tally.broadcaster.connections.ClientMessage;
import dev.tally.broadcaster.connections.ConnectionLimits;
import dev.tally.counter.AsyncApi;
import dev.tally.counter.CounterId;
import dev.tally.counter.Fixtures;
import dev.tally.counter.LiveMode;
import dev.tally.counter.Minutes;
import dev.tally.counter.Published;
import dev.tally.counter.ShardLoad;
import dev.tally.counter.Tally;
import dev.tally.counter.Total;
import dev.tally.counter.VoterCount;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The comparison of docs/asyncapi.yaml with the messages that the functions send and accept. */
class AsyncApiTest {

    private final AsyncApi api = AsyncApi.load();

    @Test
    void frames_ofEveryKind_matchTheDescription() {
        Minutes minutes = new Minutes(new TreeMap<>(IntStream.rangeClosed(-Minutes.KEPT, 1)
                .boxed()
                .collect(Collectors.toMap(offset -> Minutes.of(NOW) + offset, offset -> (long) -offset))));
        Published published = new Published(Fixtures.total(COUNTER, -5, 3, minutes, NOW, NOW), 2, 1);
        JsonNode frame = api.assertFrame(Frame.of(published).text());
        assertThat(frame.get("count").asLong()).isEqualTo(-5);
        assertThat(frame.get("minutes")).hasSize(Minutes.KEPT + 2);
        api.assertFrame(Frame.of(Published.zero(COUNTER, EPOCH)).text());
        api.assertFrame(Frame.poll(published).text());
        api.assertFrame(Frame.PONG.text());
    }

    @Test
    void frames_ofACrowd_spreadItsReconnects() {
        Published published = new Published(Fixtures.total(COUNTER, 5, 3, Minutes.NONE, NOW, NOW), 249, 1);
        assertThat(api.assertFrame(Frame.of(published).text()).has("reconnectWithinSeconds"))
                .isFalse();
        JsonNode crowd = api.assertFrame(Frame.of(published.withViewers(20_000)).text());
        assertThat(crowd.get("reconnectWithinSeconds").asInt()).isEqualTo(80);
    }

    @Test
    void frames_whilePagesPoll_sayThatTheViewersAreMore() {
        Total total = Fixtures.total(COUNTER, 5, 3, Minutes.NONE, NOW, NOW);
        for (int millionths : new int[] {0, 200}) {
            JsonNode frame = api.assertFrame(Frame.of(new Published(total, 7, 1, new LiveMode(millionths, NOW, 7)))
                    .text());
            assertThat(frame.get("viewersAtLeast").booleanValue()).isTrue();
        }
        assertThat(api.assertFrame(Frame.of(new Published(total, 7, 1)).text()).has("viewersAtLeast"))
                .isFalse();
    }

    @Test
    void frames_ofVotes_haveTheVotersOfTheirKind() {
        for (Map.Entry<String, List<String>> kind : Map.<String, List<String>>of(
                        "like~a", List.of(),
                        "updown~a", List.of("up", "down"),
                        "clap~a", List.of("voters"))
                .entrySet()) {
            CounterId counter = new CounterId(kind.getKey());
            Tally tally = new Tally(
                    2, 0, 1, Optional.empty(), Map.of(), Minutes.NONE, NOW, ShardLoad.NONE, new VoterCount(5, 3));
            Published published = new Published(Total.sum(counter, EPOCH, QUEUE, Map.of("here#0", tally), NOW), 2, 0);
            JsonNode frame = api.assertFrame(Frame.of(published).text());
            assertThat(Stream.of("up", "down", "voters").filter(frame::has)).containsExactlyElementsOf(kind.getValue());
            ObjectNode event = JsonNodeFactory.instance.objectNode().put("touches", 0);
            PublishedJson.put(event, published);
            ObjectNode again = JsonNodeFactory.instance.objectNode().put("touches", 0);
            PublishedJson.put(again, PublishedJson.read(event));
            assertThat(again).isEqualTo(event);
        }
    }

    @Test
    void errors_ofEveryCode_areDescribedAndNoOther() {
        Set<String> codes = new TreeSet<>();
        String many = "{\"action\":\"subscribe\",\"counters\":["
                + IntStream.range(0, 51).mapToObj(index -> "\"c" + index + "\"").collect(Collectors.joining(","))
                + "]}";
        for (String invalid : new String[] {
            "?", "{}", "{\"action\":\"subscribe\"}", many, "\"" + "x".repeat(ClientMessage.MAX_BYTES) + "\""
        }) {
            ClientError error = ((ClientMessage.Invalid) ClientMessage.parse(invalid)).error();
            api.assertFrame(Frame.error(error).text());
            codes.add(error.code());
        }
        ClientError tooMany = new ConnectionLimits(TestSettings.DEFAULT, System::nanoTime).tooManyActions();
        api.assertFrame(Frame.error(tooMany).text());
        codes.add(tooMany.code());
        assertThat(codes).containsExactlyInAnyOrderElementsOf(api.errorCodes());
    }

    @Test
    void examples_ofEveryMessage_matchTheirSchema() {
        assertThat(api.messages()).hasSize(7).allSatisfy(message -> assertThat(api.examples(message))
                .isNotEmpty()
                .allSatisfy(example -> api.assertValid(api.schema(message), example)));
    }

    @Test
    void examples_ofClientMessages_areAccepted() {
        assertThat(parsed("subscribe")).isInstanceOf(ClientMessage.Subscribe.class);
        assertThat(parsed("unsubscribe")).isInstanceOf(ClientMessage.Unsubscribe.class);
        assertThat(parsed("ping")).isInstanceOf(ClientMessage.Ping.class);
    }

    private ClientMessage parsed(String message) {
        return ClientMessage.parse(api.examples(message).get(0).toString());
    }
}
