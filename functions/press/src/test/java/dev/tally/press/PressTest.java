package dev.tally.press;

import static dev.tally.counter.Fixtures.NOW;
import static dev.tally.counter.Fixtures.SHARD;
import static dev.tally.counter.Fixtures.idAt;
import static dev.tally.counter.Fixtures.queued;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tally.counter.Adjustment;
import dev.tally.counter.Click;
import dev.tally.counter.CounterId;
import dev.tally.counter.Fixtures;
import dev.tally.counter.LiveMode;
import dev.tally.counter.Minutes;
import dev.tally.counter.Post;
import dev.tally.counter.PostStore;
import dev.tally.counter.message.QueueMessage;
import dev.tally.press.ApiClient.Answer;
import dev.tally.press.queue.FakeClickQueue;
import dev.tally.runtime.metrics.FakeMetrics;
import dev.tally.runtime.metrics.Metric;
import dev.tally.runtime.trace.FakeSpans;
import dev.tally.runtime.trace.TraceContext;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.awscore.AwsServiceClientConfiguration;
import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.sqs.SqsClient;

@QuarkusTest
class PressTest {

    private static final Duration READ_CACHE = Duration.ofMillis(250);

    @Inject
    ApiClient api;

    @Inject
    FakeClickQueue queue;

    @Inject
    FakeTable table;

    @Inject
    FakeTallies tallies;

    @Inject
    FakeTicker ticker;

    @Inject
    PostStore posts;

    @Inject
    FakeMetrics metrics;

    @Inject
    SqsClient sqs;

    @Inject
    DynamoDbClient dynamoDb;

    @BeforeEach
    void reset() {
        queue.reset();
        table.reset();
        tallies.reset();
        metrics.reset();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "`{\"delta\":7}`            | 7",
                "`{\"delta\":-1000}`        | -1000",
                "`{\"delta\":1.0}`          | 1",
                "`{\"delta\":-5e0}`         | -5",
                "`{\"delta\":1E3}`          | 1000",
                "`{\"delta\":20e-1}`        | 2",
                "`{\"action\":\"increment\"}` | 1",
                "`{\"action\":\"decrement\"}` | -1",
                "`{}`                       | 1",
                "                           | 1",
            })
    void click_anyForm_queuesTheDelta(String body, int delta) {
        Answer answer = api.post("/v1/counters/likes/clicks", body);
        assertThat(answer.status()).isEqualTo(202);
        assertThat(answer.json().get("counter").asText()).isEqualTo("likes");
        assertThat(answer.json().get("delta").asInt()).isEqualTo(delta);
        Instant.parse(answer.json().get("acceptedAt").asText());
        Click click = onlyClick();
        assertThat(click.counter()).isEqualTo(new CounterId("likes"));
        assertThat(click.delta()).isEqualTo(delta);
        assertThat(answer.json().get("clickId").asText()).isEqualTo(click.id().toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"9007199254740992", "-9007199254740992", "1001", "1e6"})
    void adjust_largeDelta_queuesOneAdjustment(String delta) {
        String body = "{\"delta\":" + delta + "}";
        Answer answer = api.administer("POST", "/v1/counters/likes/adjustments", body);
        assertThat(answer.status()).isEqualTo(202);
        Adjustment adjustment = (Adjustment) onlyChange().change();
        assertThat(adjustment.counter()).isEqualTo(new CounterId("likes"));
        assertThat(adjustment.delta()).isEqualTo(new BigDecimal(delta).longValueExact());
        assertThat(answer.json().get("clickId").asText())
                .isEqualTo(adjustment.id().toString());
        assertThat(answer.json().get("delta").asLong()).isEqualTo(adjustment.delta());
        assertThat(answer.json().get("epoch").asText()).isEqualTo(Fixtures.EPOCH.value());
        assertThat(answer.json().at("/receipt/shard").asText())
                .isEqualTo(onlyChange().shard().name("eu-central-1"));
        assertThat(answer.json().at("/receipt/sequence").asText()).isEqualTo("1");
        assertThat(metrics.sum(Metric.CLICKS_ACCEPTED)).isEqualTo(1);
    }

    /** A retry of a throttled call would hold an execution, of which all counters share a limited number. */
    @Test
    void sdkClients_anyCall_haveTheTimeoutsOfTheFileAndNoRetryOfThrottledCalls() {
        for (AwsServiceClientConfiguration client :
                List.of(sqs.serviceClientConfiguration(), dynamoDb.serviceClientConfiguration())) {
            ClientOverrideConfiguration configuration = client.overrideConfiguration();
            assertThat(configuration.apiCallTimeout()).contains(Duration.ofSeconds(3));
            assertThat(configuration.retryStrategy())
                    .hasValueSatisfying(
                            retries -> assertThat(retries.useClientDefaults()).isFalse());
        }
    }

    @Test
    void reset_unknownCounter_404NamesIt() {
        Answer answer = api.administer("POST", "/v1/counters/likes/reset", null);
        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.json().get("field").asText()).isEqualTo("counter");
        assertThat(queue.messages()).isEmpty();
    }

    @Test
    void reset_counter_sendsOneGenerationToEveryGroup() {
        count();
        Answer answer = api.administer("POST", "/v1/counters/likes/reset", null);
        assertThat(answer.status()).isEqualTo(202);
        assertThat(groups(queue.messages())).startsWith("likes#0", "likes#1").doesNotHaveDuplicates();
        assertThat(queue.messages())
                .hasSize(answer.json().get("shards").asInt())
                .allSatisfy(message -> assertThat(message.id())
                        .hasToString(answer.json().get("clickId").asText()));
        assertThat(metrics.sum(Metric.RESETS_ACCEPTED)).isEqualTo(1);
        assertThat(api.post("/v1/counters/likes/reset", null).status()).isEqualTo(403);
        assertThat(metrics.sum(Metric.RESETS_ACCEPTED)).isEqualTo(1);
    }

    @Test
    void reset_senderFailsBetweenSends_theSameKeySendsToEveryGroup() {
        count();
        queue.goDownAfter(1);
        Answer failed = api.administer("POST", "/v1/counters/likes/reset", null);
        assertThat(failed.status()).isEqualTo(503);
        String key = failed.json().get("clickId").asText();
        queue.reset();
        Answer repeated = api.administer("POST", "/v1/counters/likes/reset", null, "Idempotency-Key", key);
        assertThat(repeated.json().get("clickId").asText()).isEqualTo(key);
        assertThat(groups(queue.messages())).startsWith("likes#0", "likes#1");
    }

    @Test
    void reset_laterResetBegan_takesAHigherGenerationOrRejectsTheKey() {
        count();
        String ahead = idAt(NOW.plusSeconds(20)).toString();
        api.administer("POST", "/v1/counters/likes/reset", null, "Idempotency-Key", ahead);
        assertThat(api.administer("POST", "/v1/counters/likes/reset", null)
                        .json()
                        .get("clickId")
                        .asText())
                .isGreaterThan(ahead);
        Answer late = api.administer(
                "POST",
                "/v1/counters/likes/reset",
                null,
                "Idempotency-Key",
                idAt(NOW).toString());
        assertThat(late.status()).isEqualTo(409);
        assertThat(late.json().get("type").asText()).isEqualTo("urn:tally:problem:reset-superseded");
    }

    private void count() {
        tallies.count(SHARD, queued(1, 1), NOW);
    }

    private static List<String> groups(List<QueueMessage> messages) {
        return messages.stream().map(QueueMessage::group).toList();
    }

    @Test
    void deletePost_known_isGoneAndStaysGone() {
        Post post = new Post(idAt(NOW), "A title", "Ten characters or more.");
        posts.write(post);
        String path = "/v1/posts/" + post.id();
        Answer tag = api.get(path);

        assertThat(api.call("DELETE", path, null).status()).isEqualTo(403);
        assertThat(api.administer("DELETE", path, null, "If-None-Match", String.valueOf(tag.header("ETag")))
                        .status())
                .isEqualTo(412);
        assertThat(api.get(path).status()).isEqualTo(200);
        assertThat(api.administer("DELETE", path, null, "If-Match", "*").status())
                .isEqualTo(204);
        assertThat(api.get(path).status()).isEqualTo(404);
        assertThat(api.administer("DELETE", path, null).status()).isEqualTo(204);
    }

    @Test
    void adjust_sameKey_isTheSameClick() {
        String key = idAt(NOW).toString();
        for (int i = 0; i < 2; i++) {
            api.administer("POST", "/v1/counters/likes/adjustments", "{\"delta\":5000}", "Idempotency-Key", key);
        }
        assertThat(queue.messages()).hasSize(2).allSatisfy(message -> {
            assertThat(message.id()).hasToString(key);
            assertThat(message.group()).isEqualTo(queue.messages().get(0).group());
        });
    }

    @Test
    void press_inARecordedTrace_sendsThatTraceAndNotTheCallersHeader() {
        String forged = FakeSpans.ABOVE.header().replace("53995c3f42cd8ad8", "0000000000000bad");
        api.press(FakeSpans.ABOVE.header(), TraceContext.HEADER, forged);
        api.press("", TraceContext.HEADER, forged);
        assertThat(queue.sent().get(0).trace()).get().satisfies(trace -> assertThat(trace.traceId())
                .isEqualTo(FakeSpans.ABOVE.traceId()));
        assertThat(queue.sent().get(1).trace()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Application/JSON; charset=utf-8",
                "application/json;charset=utf-8",
                "application/json; profile=\"https://example.com/p\""
            })
    void click_contentTypeWithAParameter_accepted(String type) {
        assertThat(api.post("/press", "{}", "Content-Type", type).status()).isEqualTo(202);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "text/plain", "nonsense", "application/json"})
    void click_anyContentTypeWithoutABody_accepted(String type) {
        Answer answer = api.post("/press", null, "Content-Type", type, "Content-Encoding", "gzip");
        assertThat(answer.status()).isEqualTo(202);
    }

    @Test
    void press_noBody_queuesOneForTheDefaultCounter() {
        assertThat(api.post("/press", null).status()).isEqualTo(202);
        assertThat(onlyClick().counter()).isEqualTo(new CounterId("global"));
    }

    @Test
    void press_withKey_sameIdAndSameGroupEachTime() {
        String key = idAt(NOW.minusSeconds(200)).toString();
        api.post("/press", null, "Idempotency-Key", key);
        api.post("/press", null, "Idempotency-Key", key);
        assertThat(queue.messages()).hasSize(2);
        assertThat(queue.messages()).extracting(QueueMessage::id).allMatch(id -> id.toString()
                .equals(key));
        assertThat(queue.messages().get(0).group())
                .isEqualTo(queue.messages().get(1).group());
    }

    @Test
    void press_acceptedOrNot_recordsTheAcceptedOnes() {
        api.post("/press", null);
        api.call("PUT", "/v1/likes/counter", "{\"action\":\"increment\"}");
        api.post("/press", "{");
        queue.goDown();
        api.post("/press", null);
        assertThat(metrics.sum(Metric.CLICKS_ACCEPTED)).isEqualTo(2);
        assertThat(metrics.metrics()).containsExactly(Metric.CLICKS_ACCEPTED);
    }

    @Test
    void put_conditionWhileTheTableIsDown_503AndNothingQueued() {
        table.goDown();
        Answer answer = api.call("PUT", "/v1/likes/counter", "{\"action\":\"increment\"}", "If-None-Match", "*");
        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.header("Retry-After")).isEqualTo("2");
        assertThat(queue.messages()).isEmpty();
    }

    @Test
    void press_tableDown_isAccepted() {
        table.goDown();
        assertThat(api.post("/press", null).status()).isEqualTo(202);
    }

    @Test
    void get_manyViewers_saysInEachCallThatPagesPoll() {
        publish("crowded", 5, 3);
        table.setViewers(new CounterId("crowded"), 20_001, new LiveMode(0, NOW, 20_001));
        for (JsonNode json : List.of(
                api.get("/v1/counters/crowded").json(),
                api.get("/v1/counters?ids=crowded").json().get("counters").get(0))) {
            assertThat(json.get("live").toString()).isEqualTo("{\"mode\":\"poll\",\"everyMilliseconds\":2000}");
            assertThat(json.get("viewersAtLeast").asBoolean()).isTrue();
            assertThat(json.get("viewers").asInt()).isEqualTo(20_001);
        }
    }

    /** CloudFront caches answers with a lifetime, so only the calls that it may cache have one. */
    @Test
    void get_eachCall_hasALifetimeOnlyIfItMayBeCached() {
        publish("cached", 5, 3);
        assertThat(api.get("/v1/counters/cached").header("Cache-Control")).isEqualTo("public, max-age=1");
        assertThat(api.get("/v1/counters/cached/badge.svg").header("Cache-Control"))
                .isEqualTo("public, max-age=5");
        for (String path :
                List.of("/v1/counters?ids=cached", "/v1/cached/counter", "/v1/counters/cached/history", "/v1/posts")) {
            assertThat(api.get(path).header("Cache-Control")).as(path).isEqualTo("no-cache");
        }
    }

    @Test
    void get_neverClicked_isZero() {
        JsonNode json = api.get("/v1/counters/never").json();
        assertThat(json.get("count").asLong()).isZero();
        assertThat(json.get("version").asLong()).isZero();
        assertThat(json.get("updatedAt").isNull()).isTrue();
        assertThat(json.get("asOf").isNull()).isTrue();
    }

    @Test
    void get_published_returnsThePublishedTotal() {
        publish("read-me", 5, 3);
        table.setViewers(new CounterId("read-me"), 2, LiveMode.PUSH);
        JsonNode json = api.get("/v1/counters/read-me").json();
        assertThat(json.get("count").asLong()).isEqualTo(5);
        assertThat(json.get("version").asLong()).isEqualTo(3);
        assertThat(json.get("asOf").asText()).isEqualTo(NOW.toString());
        assertThat(json.get("windows").get("1m").asLong()).isEqualTo(5);
        assertThat(json.get("viewers").asInt()).isEqualTo(2);
        assertThat(api.get("/v1/read-me/counter").json().get("count").asLong()).isEqualTo(5);
    }

    @Test
    void get_repeated_isReadAgainAfter250Milliseconds() {
        publish("busy", 1, 1);
        assertThat(api.get("/v1/counters/busy").json().get("count").asLong()).isEqualTo(1);
        publish("busy", 2, 2);
        ticker.pass(READ_CACHE.minusNanos(1));
        assertThat(api.get("/v1/busy/counter").json().get("count").asLong()).isEqualTo(1);
        ticker.pass(Duration.ofNanos(1));
        assertThat(api.get("/v1/busy/counter").json().get("count").asLong()).isEqualTo(2);
    }

    @Test
    void get_countersNamedAsPartsOfPaths_areCounters() {
        for (String counter : List.of("history", "counter", "clicks")) {
            publish(counter, 7, 1);
            assertThat(api.get("/v1/counters/" + counter).json().get("version").asLong())
                    .isEqualTo(1);
            assertThat(api.get("/v1/" + counter + "/counter")
                            .json()
                            .get("count")
                            .asLong())
                    .isEqualTo(7);
        }
    }

    @Test
    void get_several_returnsTheirOrder() {
        publish("several-b", 2, 1);
        JsonNode counters =
                api.get("/v1/counters?ids=several-c,several-b").json().get("counters");
        assertThat(counters.findValuesAsText("counter")).containsExactly("several-c", "several-b");
        assertThat(counters.findValuesAsText("count")).containsExactly("0", "2");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ids=a&ids=b&ids=c",
                "ids=a,b&ids=c",
                "ids=a&other=x&ids=b,c",
                "ids=a%2Cb&%69ds=c",
                "ids=a,b,c&other={x|y}^"
            })
    void get_repeatedIds_returnsAll(String query) {
        JsonNode counters = api.get("/v1/counters?" + query).json().get("counters");
        assertThat(counters.findValuesAsText("counter")).containsExactly("a", "b", "c");
    }

    @Test
    void get_hundred_returnsEach() {
        IntStream.range(0, 100).forEach(i -> publish("c" + i, i, 1));
        String ids = IntStream.range(0, 100).mapToObj(i -> "c" + i).collect(Collectors.joining(","));
        JsonNode counters = api.get("/v1/counters?ids=" + ids).json().get("counters");
        assertThat(counters.findValues("count"))
                .extracting(JsonNode::asInt)
                .containsExactlyElementsOf(IntStream.range(0, 100).boxed().toList());
    }

    @Test
    void get_tableDown_503UntilTheTableIsUp() {
        table.goDown();
        List<String> paths =
                List.of("/v1/counters/likes", "/v1/counters?ids=likes,dislikes", "/v1/counters/likes/history");
        for (String path : paths) {
            Answer answer = api.get(path);
            assertThat(answer.status()).isEqualTo(503);
            assertThat(answer.header("Retry-After")).isEqualTo("2");
        }
        table.failWith(null);
        assertThat(paths).allSatisfy(path -> assertThat(api.get(path).status()).isEqualTo(200));
    }

    @Test
    void get_withTheLastETag_304UntilItChanges() {
        publish("tagged", 1, 1);
        Answer first = api.get("/v1/counters/tagged");
        String tag = String.valueOf(first.header("ETag"));
        Answer again = api.get("/v1/counters/tagged", "If-None-Match", tag);
        assertThat(again.status()).isEqualTo(304);
        assertThat(again.response().getBody()).isNull();
        assertThat(first.header("Cache-Control")).isEqualTo("public, max-age=1");
        publish("tagged", 2, 2);
        ticker.pass(READ_CACHE);
        assertThat(api.get("/v1/counters/tagged", "If-None-Match", tag).status())
                .isEqualTo(200);
    }

    @Test
    void get_clientAcceptsGzip_largeAnswersAreCompressed() throws IOException {
        String path = "/v1/counters?ids="
                + IntStream.range(0, 50).mapToObj(i -> "c" + i).collect(Collectors.joining(","));
        Answer plain = api.get(path, "Accept-Encoding", "gzip;q=0");
        Answer compressed = api.get(path, "Accept-Encoding", "br, gzip;q=0.8");
        assertThat(compressed.header("Content-Encoding")).isEqualTo("gzip");
        assertThat(compressed.header("Vary")).isEqualTo("Accept-Encoding");
        assertThat(plain.header("Content-Encoding")).isNull();
        byte[] body = Base64.getDecoder().decode(compressed.response().getBody());
        assertThat(body.length).isLessThan(plain.response().getBody().length() / 4);
        String text =
                new String(new GZIPInputStream(new ByteArrayInputStream(body)).readAllBytes(), StandardCharsets.UTF_8);
        assertThat(text).isEqualTo(plain.response().getBody());
    }

    @Test
    void posts_writtenOnes_areReadNewestFirstPageByPage() {
        List<Post> written = IntStream.range(0, 5)
                .mapToObj(age -> new Post(idAt(NOW.plusSeconds(3600 - age)), "post " + age, "content of " + age))
                .toList();
        written.forEach(posts::write);
        publish(written.get(0).counter().value(), 3, 1);

        JsonNode first = api.get("/v1/posts?limit=3").json();
        JsonNode second = api.get(
                        "/v1/posts?limit=3&cursor=" + first.get("next").asText())
                .json();
        assertThat(first.get("posts").findValuesAsText("title")).containsExactly("post 0", "post 1", "post 2");
        assertThat(first.get("posts").get(0).get("count").asLong()).isEqualTo(3);
        assertThat(second.get("posts").findValuesAsText("title")).startsWith("post 3", "post 4");
        assertThat(api.get("/v1/posts/" + written.get(0).id())
                        .json()
                        .get("count")
                        .asLong())
                .isEqualTo(3);
    }

    @Test
    void post_valid_isQueuedInItsOwnGroup() {
        Answer answer = api.post("/v1/posts", "{\"title\":\"A title\",\"content\":\"Ten characters.\"}");
        assertThat(answer.status()).isEqualTo(202);
        QueueMessage message = queue.messages().get(0);
        assertThat(message.id().toString()).isEqualTo(answer.json().get("id").asText());
        assertThat(message.group()).isEqualTo("post#" + message.id());
    }

    @Test
    void health_everythingDown_is200() {
        queue.goDown();
        table.goDown();
        assertThat(api.get("/health").status()).isEqualTo(200);
    }

    private Click onlyClick() {
        return (Click) onlyChange().change();
    }

    private QueueMessage.OfShard onlyChange() {
        assertThat(queue.messages()).hasSize(1);
        return (QueueMessage.OfShard) queue.messages().get(0);
    }

    private void publish(String counter, long count, long version) {
        Minutes minutes = new Minutes(new TreeMap<>(Map.of(Minutes.of(NOW), count)));
        table.publish(Fixtures.total(new CounterId(counter), count, version, minutes, NOW, NOW));
    }
}
