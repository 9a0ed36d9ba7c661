package dev.tally.localstack.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tally.localstack.FakeFunctions;
import dev.tally.localstack.lambda.InvocationResult;
import dev.tally.localstack.spec.StackSpec;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The cache in front of the HTTP API: the calls that it keeps, and the requests that it must not mix up. */
class EdgeCacheTest {

    private static final Vertx VERTX = Vertx.vertx();
    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static final String COUNTER = "/v1/counters/likes";
    private static final StackSpec.HttpApi SETTINGS = new StackSpec.HttpApi(
            "press",
            5000,
            List.of("GET /v1/counters/{counter}/vote"),
            new StackSpec.Cors(List.of("GET"), List.of(), List.of("etag"), 600));

    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-11-30T08:00:00Z"));
    private final AtomicInteger answers = new AtomicInteger();
    private final FakeFunctions functions =
            FakeFunctions.doing(event -> CompletableFuture.completedFuture(answer(200, "public, max-age=1")));
    private final HttpServer server = LiveApi.join(VERTX.createHttpServer()
            .requestHandler(new HttpApi(
                    VERTX,
                    functions,
                    SETTINGS,
                    new HttpAccess(Set.of("https://own.example"), Optional.empty()),
                    now::get))
            .listen(0, "127.0.0.1"));

    @AfterEach
    void closeServer() {
        LiveApi.join(server.close());
    }

    @AfterAll
    static void closeVertx() {
        LiveApi.join(VERTX.close());
    }

    @ParameterizedTest
    @ValueSource(strings = {COUNTER, "/v1/counters/like~a", COUNTER + "/badge.svg"})
    void answer_ofACachedCall_isKeptForASecond(String path) {
        String first = get(path).body();
        assertThat(get(path).body()).isEqualTo(first);
        now.updateAndGet(time -> time.plus(EdgeCache.LIFETIME));
        assertThat(get(path).body()).isNotEqualTo(first);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                COUNTER + "?after=here.1:here%230:5",
                COUNTER + "?",
                COUNTER + "?x=1",
                COUNTER + "/badge.svg?label=a",
                COUNTER + "/history",
                COUNTER + "/vote",
                COUNTER + "%2Fvote",
                "/v1/counters?ids=likes",
                "/v1/counters",
                "/v1/counters/",
                "/v1/likes/counter",
                "/v1/votes?ids=likes",
                "/v1/posts",
                "/health",
            })
    void answer_ofAnyOtherCall_isNotKept(String path) {
        get(COUNTER);
        String first = get(path).body();
        assertThat(get(path).body()).isNotEqualTo(first);
    }

    /** Even if press made a mistake in its rule for caches, no answer may reach a request that differs. */
    @ParameterizedTest
    @CsvSource({"Prefer, wait=2", "Authorization, Bearer a", "Tally-Voter, voter-a-0123456789"})
    void answer_toARequestOfOneClient_reachesNoOther(String header, String value) {
        String kept = get(COUNTER).body();
        String own = get(COUNTER, header, value).body();
        assertThat(own).isNotEqualTo(kept);
        assertThat(get(COUNTER, header, value + "b").body()).isNotIn(kept, own);
        assertThat(get(COUNTER).body()).isEqualTo(kept);
    }

    @Test
    void answer_kept_isForPagesOfEveryOriginAndOfNoClient() {
        for (String origin : List.of("https://own.example", "https://other.example")) {
            HttpResponse<String> answer = get(COUNTER, "Origin", origin, "Cookie", "a=b");
            assertThat(answer.headers().allValues("Access-Control-Allow-Origin"))
                    .containsExactly("*");
            assertThat(answer.headers().map()).doesNotContainKeys("ratelimit", "ratelimit-policy", "set-cookie");
        }
        assertThat(get("/health", "Origin", "https://other.example").headers().map())
                .doesNotContainKey("access-control-allow-origin");
        JsonObject sent = functions.events().get(0);
        assertThat(sent.containsKey("cookies")).isFalse();
        assertThat(sent.getJsonObject("headers").fieldNames()).doesNotContain("origin", "if-none-match");
    }

    @Test
    void answer_kept_isComparedWithTheTagOfEachRequest() {
        String tag = get(COUNTER, "If-None-Match", "\"other\"")
                .headers()
                .firstValue("ETag")
                .orElseThrow();
        HttpResponse<String> same = get(COUNTER, "If-None-Match", tag);
        assertThat(same.statusCode()).isEqualTo(304);
        assertThat(same.body()).isEmpty();
        assertThat(get(COUNTER).statusCode()).isEqualTo(200);
        assertThat(functions.events()).hasSize(1);
    }

    @Test
    void answer_concurrentRequests_isOne() {
        CompletableFuture<InvocationResult> late = new CompletableFuture<>();
        functions.nowDo(event -> late);
        List<CompletableFuture<HttpResponse<String>>> requests = several(20);
        Awaitility.await().until(() -> !functions.events().isEmpty());
        late.complete(answer(200, "public, max-age=1"));
        assertThat(bodies(requests)).hasSize(1);
        assertThat(functions.events()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({"429, no-store", "200, no-store", "200, 'private, max-age=1'", "404, no-store", "200, no-cache"})
    void answer_thatMustNotBeKept_isNotShared(int status, String rule) {
        CompletableFuture<InvocationResult> late = new CompletableFuture<>();
        functions.nowDo(event ->
                functions.events().size() == 1 ? late : CompletableFuture.completedFuture(answer(status, rule)));
        List<CompletableFuture<HttpResponse<String>>> requests = several(3);
        Awaitility.await().until(() -> !functions.events().isEmpty());
        late.complete(answer(status, rule));
        assertThat(bodies(requests)).hasSize(3);
        assertThat(bodies(several(2))).hasSize(2);
    }

    @Test
    void answer_ofABrokenFunction_isKeptForASecond() {
        functions.nowDo(event -> CompletableFuture.completedFuture(FakeFunctions.failure()));
        assertThat(get(COUNTER).statusCode()).isEqualTo(500);
        assertThat(get(COUNTER).statusCode()).isEqualTo(500);
        assertThat(functions.events()).hasSize(1);
        functions.nowDo(event -> CompletableFuture.completedFuture(answer(200, "public, max-age=1")));
        now.updateAndGet(time -> time.plus(Duration.ofSeconds(1)));
        assertThat(get(COUNTER).statusCode()).isEqualTo(200);
    }

    /** Returns an answer with a body of its own, as if it were for one client. */
    private InvocationResult answer(int status, String cacheControl) {
        String body = "answer " + answers.incrementAndGet();
        return FakeFunctions.success(new JsonObject()
                .put("statusCode", status)
                .put(
                        "headers",
                        new JsonObject()
                                .put("Cache-Control", cacheControl)
                                .put("ETag", "W/\"" + body.replace(' ', '-') + '"')
                                .put("RateLimit", "\"reads\";r=1;t=1")
                                .put("RateLimit-Policy", "\"reads\";q=1;w=1")
                                .put("Access-Control-Allow-Origin", "https://evil.example"))
                .put("body", body)
                .encode());
    }

    private List<CompletableFuture<HttpResponse<String>>> several(int number) {
        List<CompletableFuture<HttpResponse<String>>> requests = new ArrayList<>();
        for (int i = 0; i < number; i++) {
            requests.add(CLIENT.sendAsync(request(COUNTER), BodyHandlers.ofString()));
        }
        return requests;
    }

    private static Set<String> bodies(List<CompletableFuture<HttpResponse<String>>> requests) {
        return requests.stream().map(request -> request.join().body()).collect(Collectors.toSet());
    }

    private HttpResponse<String> get(String path, String... headers) {
        return CLIENT.sendAsync(request(path, headers), BodyHandlers.ofString()).join();
    }

    private HttpRequest request(String path, String... headers) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.actualPort() + path));
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        return request.build();
    }
}
