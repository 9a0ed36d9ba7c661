package dev.tally.press;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent.RequestContext;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent.RequestContext.Authorizer;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent.RequestContext.Http;
import dev.tally.counter.message.QueueMessage;
import dev.tally.press.ApiClient.Answer;
import dev.tally.press.http.RequestLimit;
import dev.tally.press.http.RequestLimit.Kind;
import dev.tally.press.http.RequestLimits;
import dev.tally.press.queue.FakeClickQueue;
import dev.tally.runtime.metrics.FakeMetrics;
import dev.tally.runtime.metrics.Metric;
import dev.tally.runtime.quarkus.SnapStart;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.crac.Core;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The rejection of a client over a limit. A rejected write is never queued. */
@QuarkusTest
class RequestLimitsTest {

    private static final int THREADS = 8;
    private static final int PRESSES = 800;

    @Inject
    FakeMetrics metrics;

    @Inject
    ApiClient api;

    @Inject
    FakeClickQueue queue;

    @Inject
    FakeTicker ticker;

    @Inject
    RequestLimits limits;

    @Inject
    SnapStart snapStart;

    @BeforeEach
    @AfterEach
    void reset() {
        queue.reset();
        limits.forget();
    }

    @Test
    void press_accepted_returnsTheRestOfTheLimit() {
        Answer answer = api.post("/press", null);
        assertThat(answer.header("RateLimit-Policy")).isEqualTo("\"writes\";q=200;w=4");
        assertThat(answer.header("RateLimit")).isEqualTo("\"writes\";r=199;t=1");
        assertThat(answer.header("Retry-After")).isNull();
    }

    @Test
    void press_tooOften_isRejectedUntilRetryAfter() {
        api.exhaust(limits.writes());
        Answer rejected = api.post("/press", null);
        assertThat(rejected.status()).isEqualTo(429);
        assertThat(rejected.header("RateLimit")).isEqualTo("\"writes\";r=0;t=4");
        assertThat(queue.messages()).isEmpty();
        ticker.pass(Duration.ofSeconds(Integer.parseInt(String.valueOf(rejected.header("Retry-After")))));
        assertThat(api.post("/press", null).status()).isEqualTo(202);
        assertThat(queue.messages()).hasSize(1);
    }

    @Test
    void post_tooOften_isRejectedAndReadsAreNot() {
        api.exhaust(limits.writes());
        assertThat(api.post("/v1/posts", "{}").status()).isEqualTo(429);
        assertThat(api.call("PUT", "/v1/likes/counter", null).status()).isEqualTo(429);
        assertThat(api.get("/v1/counters/likes").status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/v1/counters/likes",
                "/v1/likes/counter",
                "/v1/counters?ids=likes",
                "/v1/counters/likes/badge.svg",
                "/v1/counters/likes/history",
                "/v1/posts",
                "/health"
            })
    void get_tooOften_isRejectedUntilRetryAfter(String path) {
        Answer first = api.get(path);
        assertThat(first.header("RateLimit-Policy")).isEqualTo("\"reads\";q=1000;w=5");
        assertThat(first.header("RateLimit")).isEqualTo("\"reads\";r=999;t=1");

        api.exhaust(limits.reads());
        metrics.reset();

        Answer rejected = api.get(path);
        assertThat(rejected.status()).isEqualTo(429);
        assertThat(rejected.header("RateLimit")).isEqualTo("\"reads\";r=0;t=5");
        assertThat(rejected.json().get("type").asText()).isEqualTo("urn:tally:problem:too-many-reads");
        assertThat(metrics.values(Metric.READS_REJECTED)).containsExactly(1L);
        assertThat(api.post("/press", null).status()).isEqualTo(202);
        ticker.pass(Duration.ofSeconds(Integer.parseInt(String.valueOf(rejected.header("Retry-After")))));
        assertThat(api.get(path).status()).isEqualTo(200);
    }

    @Test
    void request_thatIsNoWrite_isARead() {
        api.exhaust(limits.reads());
        for (String method : List.of("GET", "HEAD", "OPTIONS", "TRACE", "PATCH")) {
            assertThat(api.call(method, "/v1/counters/likes", null).status())
                    .as(method)
                    .isEqualTo(429);
            assertThat(api.call(method, "/nothing", null).status()).as(method).isEqualTo(429);
        }
    }

    @Test
    void get_notModified_returnsTheRestOfTheLimit() {
        assertThat(api.get("/v1/counters/likes", "If-None-Match", "*").header("RateLimit"))
                .isEqualTo("\"reads\";r=999;t=1");
        assertThat(api.get("/nothing").header("RateLimit")).isNull();
    }

    @Test
    void setting_outOfBounds_throwsAndNamesIt() {
        assertThatThrownBy(() -> new RequestLimit(Kind.READS, 1, 0, 1, ticker))
                .hasMessageStartingWith("TALLY_READS_BURST must be");
    }

    @Test
    void setting_rateOf0_isNoLimit() {
        assertThat(new RequestLimit(Kind.READS, 0, 1, 1, ticker).take(new APIGatewayV2HTTPEvent()))
                .isEmpty();
    }

    @Test
    void press_tooOften_isRecorded() {
        api.exhaust(limits.writes());
        metrics.reset();
        api.post("/press", null);
        assertThat(metrics.values(Metric.WRITES_REJECTED)).containsExactly(1L);
    }

    @Test
    void press_rejectedForItsBody_costsAsMuchAsAnAcceptedOne() {
        assertThat(api.post("/press", "{").status()).isEqualTo(400);
        assertThat(api.post("/press", null).header("RateLimit")).contains(";r=198;");
    }

    @Test
    void press_headersThatAClientCanSet_doNotChangeTheClient() {
        api.exhaust(limits.writes());
        assertThat(api.post("/press", null, "X-Forwarded-For", "198.51.100.1", "Forwarded", "for=198.51.100.1")
                        .status())
                .isEqualTo(429);
    }

    @Test
    void press_anotherAddress_isAnotherClient() {
        api.exhaust(limits.writes());
        assertThat(press(address("198.51.100.1"))).isEqualTo(202);
    }

    @Test
    void press_addressesOfOneNetwork_areOneClient() {
        assertThat(IntStream.range(0, 200).map(host -> press(address("2001:db8::" + Integer.toHexString(host)))))
                .containsOnly(202);
        assertThat(press(address("2001:db8::ffff"))).isEqualTo(429);
        assertThat(press(address("2001:db8:0:1::1"))).isEqualTo(202);
    }

    @Test
    void press_withAValidToken_isLimitedByItsSubject() {
        api.exhaust(limits.writes());
        assertThat(press(subject("alice"))).isEqualTo(202);
        assertThat(IntStream.range(0, 200).map(any -> press(subject("alice")))).endsWith(429);
        assertThat(press(subject("bob"))).isEqualTo(202);
    }

    @Test
    void afterRestore_exhaustedLimit_isReset() {
        api.exhaust(limits.writes());
        snapStart.afterRestore(Core.getGlobalContext());
        assertThat(api.post("/press", null).status()).isEqualTo(202);
    }

    @Test
    void press_manyAtOnce_onlyAcceptedOnesAreQueued() throws Exception {
        List<Answer> answers = pressAtOnce();
        List<String> promised = answers.stream()
                .filter(answer -> answer.status() == 202)
                .map(answer -> answer.json().get("clickId").asText())
                .toList();
        assertThat(answers).extracting(Answer::status).containsOnly(202, 429);
        // The burst, and the 50 writes of the second that passed.
        assertThat(promised).hasSize(200 + 50);
        assertThat(queue.messages())
                .extracting(QueueMessage::id)
                .map(Object::toString)
                .containsExactlyInAnyOrderElementsOf(promised);
    }

    private List<Answer> pressAtOnce() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try {
            List<Future<Answer>> presses = new ArrayList<>();
            for (int press = 0; press < PRESSES; press++) {
                boolean passes = press == PRESSES / 2;
                presses.add(threads.submit(() -> {
                    if (passes) {
                        ticker.pass(Duration.ofSeconds(1));
                    }
                    return api.post("/press", null);
                }));
            }
            List<Answer> answers = new ArrayList<>();
            for (Future<Answer> press : presses) {
                answers.add(press.get());
            }
            return answers;
        } finally {
            threads.shutdownNow();
        }
    }

    private int press(RequestContext client) {
        return api.call(client, "/press", null).status();
    }

    private static RequestContext address(String address) {
        return RequestContext.builder().withHttp(post(address)).build();
    }

    private static RequestContext subject(String subject) {
        return RequestContext.builder()
                .withHttp(post(ApiClient.ADDRESS))
                .withAuthorizer(Authorizer.builder()
                        .withJwt(Authorizer.JWT
                                .builder()
                                .withClaims(Map.of("sub", subject))
                                .build())
                        .build())
                .build();
    }

    private static Http post(String address) {
        return Http.builder().withMethod("POST").withSourceIp(address).build();
    }
}
