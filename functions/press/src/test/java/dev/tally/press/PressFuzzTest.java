package dev.tally.press;

import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent.RequestContext;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent.RequestContext.Http;
import com.fasterxml.jackson.databind.JsonNode;
import dev.tally.counter.message.MessageCodec;
import dev.tally.press.ApiClient.Answer;
import dev.tally.press.http.Problem;
import dev.tally.press.http.RequestLimits;
import dev.tally.press.queue.FakeClickQueue;
import dev.tally.runtime.fuzz.Fuzz;
import dev.tally.runtime.fuzz.Nasty;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The answers to arbitrary requests. Each keeps the contract: no server error, and a problem for each rejection. */
@QuarkusTest
class PressFuzzTest {

    private static final String ID = "017f22e2-79b0-7cc3-98c4-dc0c0c07398f";

    @Inject
    ApiClient api;

    @Inject
    FakeClickQueue queue;

    @Inject
    FakeTable table;

    @Inject
    RequestLimits limits;

    @AfterEach
    void reset() {
        queue.reset();
        table.reset();
        limits.forget();
    }

    @Test
    void request_any_getsAnAnswerWithinTheContract() {
        Fuzz.check("http-request", requests(), request -> {
            reset();
            assertKeepsTheContract(api.call(request));
        });
    }

    private void assertKeepsTheContract(Answer answer) {
        assertThat(answer.status()).isBetween(200, 499);
        if (answer.status() >= 400 && !answer.method().equals("HEAD")) {
            assertThat(answer.header("Content-Type")).startsWith(Problem.MEDIA_TYPE);
            JsonNode problem = answer.json();
            assertThat(problem.path("type").asText()).startsWith("urn:tally:problem:");
            assertThat(problem.path("status").asInt()).isEqualTo(answer.status());
            assertThat(problem.path("detail").asText()).isNotBlank();
        }
        queue.messages().forEach(message -> assertThat(MessageCodec.encode(message))
                .matches("[\\t\\n\\r\\x20-\\uD7FF\\uE000-\\uFFFD\\x{10000}-\\x{10FFFF}]*"));
        if (answer.status() >= 300) {
            assertThat(queue.messages()).isEmpty();
        }
    }

    private static Arbitrary<APIGatewayV2HTTPEvent> requests() {
        return Combinators.combine(methods(), paths(), queries(), headers(), bodies(), addresses())
                .as((method, path, query, headers, body, address) -> APIGatewayV2HTTPEvent.builder()
                        .withRawPath(path)
                        .withRawQueryString(query)
                        .withHeaders(headers)
                        .withBody(body.isEmpty() ? null : body)
                        .withRequestContext(RequestContext.builder()
                                .withHttp(Http.builder()
                                        .withMethod(method)
                                        .withSourceIp(address)
                                        .build())
                                .build())
                        .build());
    }

    private static Arbitrary<String> methods() {
        return Arbitraries.of(
                "GET", "POST", "PUT", "GET", "POST", "PUT", "HEAD", "DELETE", "PATCH", "OPTIONS", "TRACE");
    }

    private static Arbitrary<String> paths() {
        return Nasty.near(
                        "/press",
                        "/health",
                        "/v1/counters",
                        "/v1/counters/likes",
                        "/v1/counters/likes/clicks",
                        "/v1/counters/likes/history",
                        "/v1/counters/likes/badge.svg",
                        "/v1/likes/counter",
                        "/v1/posts",
                        "/v1/posts/" + ID)
                .map(path -> path.startsWith("/") ? path : "/" + path);
    }

    private static Arbitrary<String> queries() {
        return Nasty.near(
                "",
                "ids=likes,dislikes",
                "limit=20",
                "limit=1&cursor=" + ID,
                "resolution=5m&from=2026-11-22T09:00:00Z&to=2026-11-22T10:00:00Z",
                "ids=a&ids=b&ids",
                "label=likes");
    }

    private static Arbitrary<Map<String, String>> headers() {
        Arbitrary<String> names = Arbitraries.of(
                "content-type",
                "content-type",
                "idempotency-key",
                "idempotency-key",
                "accept",
                "accept-encoding",
                "if-none-match",
                "if-match",
                "if-modified-since",
                "range",
                "cookie",
                "host",
                "forwarded",
                "x-forwarded-for",
                "x-http-method-override",
                "origin");
        Arbitrary<String> values = Nasty.near("application/json", ID, "gzip", "W/\"x\"", "*", "application/json");
        return Arbitraries.maps(names, values.map(PressFuzzTest::asHeader)).ofMaxSize(4);
    }

    /** Returns a text as a header's value, because API Gateway accepts no control character in a header. */
    private static String asHeader(String text) {
        return text.replaceAll("[\\x00-\\x1f\\x7f]", " ").strip();
    }

    private static Arbitrary<String> bodies() {
        return Nasty.near(
                "",
                "{}",
                "{\"delta\":1}",
                "{\"action\":\"increment\"}",
                "{\"title\":\"A title\",\"content\":\"Ten characters or more.\"}");
    }

    private static Arbitrary<String> addresses() {
        return Arbitraries.of("203.0.113.7", "2001:db8::1");
    }
}
