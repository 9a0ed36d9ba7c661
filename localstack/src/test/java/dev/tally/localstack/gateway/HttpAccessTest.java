package dev.tally.localstack.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.tally.localstack.FakeFunctions;
import dev.tally.localstack.spec.StackSpec;
import dev.tally.runtime.token.TestIssuer;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jose4j.jwt.JwtClaims;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The access to an HTTP API with a JWT authorizer on writes and a list of allowed origins. */
class HttpAccessTest {

    private static final Vertx VERTX = Vertx.vertx();
    private static final HttpClient CLIENT =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private static final TestIssuer ISSUER = TestIssuer.start();
    private static final String PAGE = "https://example.com";
    private static final StackSpec.HttpApi SETTINGS = new StackSpec.HttpApi(
            "press",
            10_000,
            List.of("GET /v1/counters/{counter}/vote", "GET /v1/votes", "HEAD /v1/votes"),
            new StackSpec.Cors(List.of("GET", "POST"), List.of("content-type"), List.of("retry-after"), 600));

    private final FakeFunctions functions = FakeFunctions.returning("{\"statusCode\":200}");
    private final HttpServer server = listen(new HttpAccess(Set.of(PAGE), Optional.of(ISSUER.rule())));

    @AfterEach
    void closeServer() {
        server.close().toCompletionStage().toCompletableFuture().join();
    }

    @AfterAll
    static void closeAll() {
        ISSUER.close();
        VERTX.close().toCompletionStage().toCompletableFuture().join();
    }

    @ParameterizedTest
    @CsvSource({
        "POST, /press",
        "PUT, /v1/a/counter",
        "POST, //press",
        "POST, /v1/../press",
        "PUT, /%70ress",
        "POST, /v1/counters/a/adjustments",
        "POST, /v1/counters/a/reset",
        "DELETE, /v1/posts/a",
        "DELETE, //v1/posts/a",
        "PUT, /v1/counters/like~a/vote",
        "DELETE, /v1/counters/like~a/vote",
        "GET, /v1/counters/like~a/vote",
        "GET, /v1/votes"
    })
    void write_withoutToken_isUnauthorized(String method, String path) throws Exception {
        HttpResponse<String> answer = send(request(path).method(method, BodyPublishers.noBody()));

        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(answer.body()).isEqualTo("{\"message\":\"Unauthorized\"}");
        assertThat(answer.headers().firstValue("www-authenticate")).contains("Bearer");
        assertThat(functions.events()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Bearer ", "bearer ", ""})
    void write_withToken_reachesTheFunctionWithItsClaims(String prefix) throws Exception {
        Instant now = Instant.now();
        JwtClaims claims = ISSUER.claims("anna", now);
        claims.setStringListClaim("groups", "a", "b");

        HttpResponse<String> answer = send(request("/v1/counters/a%20b/clicks")
                .header("Authorization", prefix + ISSUER.token(claims))
                .POST(BodyPublishers.noBody()));

        assertThat(answer.statusCode()).isEqualTo(200);
        JsonObject event = functions.events().get(0);
        assertThat(event.getString("routeKey")).isEqualTo("POST /{proxy+}");
        assertThat(event.getJsonObject("pathParameters").getString("proxy")).isEqualTo("v1/counters/a b/clicks");
        JsonObject context = event.getJsonObject("requestContext");
        assertThat(context.getString("routeKey")).isEqualTo("POST /{proxy+}");
        assertThat(context.getJsonObject("authorizer"))
                .isEqualTo(JsonObject.of(
                        "jwt",
                        JsonObject.of(
                                "claims",
                                JsonObject.of(
                                        "iss",
                                        ISSUER.url(),
                                        "aud",
                                        TestIssuer.AUDIENCE,
                                        "sub",
                                        "anna",
                                        "iat",
                                        Long.toString(now.getEpochSecond()),
                                        "nbf",
                                        Long.toString(now.getEpochSecond()),
                                        "exp",
                                        Long.toString(now.getEpochSecond() + 300),
                                        "groups",
                                        "[a b]"),
                                "scopes",
                                null)));
    }

    @Test
    void write_badToken_isUnauthorizedWithTheReasonInTheChallenge() throws Exception {
        JwtClaims claims = ISSUER.claims("anna", Instant.now());
        claims.setAudience("other");

        HttpResponse<String> answer = send(request("/press")
                .header("Authorization", "Bearer " + ISSUER.token(claims))
                .POST(BodyPublishers.noBody()));

        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(answer.headers().firstValue("www-authenticate"))
                .contains("Bearer error=\"invalid_token\" error_description=\"the audience does not match\"");
        assertThat(functions.events()).isEmpty();
    }

    @Test
    void write_scopeNotGranted_isForbidden() throws Exception {
        HttpServer scoped = listen(new HttpAccess(Set.of("*"), Optional.of(ISSUER.rule("press"))));
        JwtClaims granted = ISSUER.claims("anna", Instant.now());
        granted.setStringClaim("scope", "read press");

        HttpResponse<String> rejected = send(request(scoped, "/press")
                .header("Authorization", ISSUER.token("anna"))
                .POST(BodyPublishers.noBody()));
        HttpResponse<String> accepted = send(request(scoped, "/press")
                .header("Authorization", ISSUER.token(granted))
                .POST(BodyPublishers.noBody()));

        assertThat(rejected.statusCode()).isEqualTo(403);
        assertThat(rejected.body()).isEqualTo("{\"message\":\"Forbidden\"}");
        assertThat(accepted.statusCode()).isEqualTo(200);
        assertThat(functions.events()).singleElement().satisfies(event -> assertThat(
                        event.getJsonObject("requestContext")
                                .getJsonObject("authorizer")
                                .getJsonObject("jwt")
                                .getJsonArray("scopes"))
                .containsExactly("press"));
        scoped.close().toCompletionStage().toCompletableFuture().join();
    }

    @Test
    void delete_expiredToken_isUnauthorized() throws Exception {
        JwtClaims claims = ISSUER.claims("anna", Instant.now().minusSeconds(3600));

        HttpResponse<String> answer = send(request("/v1/posts/a")
                .header("Authorization", "Bearer " + ISSUER.token(claims))
                .DELETE());

        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(answer.headers().firstValue("www-authenticate").orElseThrow())
                .contains("the token has expired");
        assertThat(functions.events()).isEmpty();
    }

    @Test
    void delete_withToken_hasItsOwnRoute() throws Exception {
        assertThat(send(request("/v1/posts/a")
                                .header("Authorization", ISSUER.token("anna"))
                                .DELETE())
                        .statusCode())
                .isEqualTo(200);
        assertThat(functions.events().get(0).getString("routeKey")).isEqualTo("DELETE /{proxy+}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "HEAD", "OPTIONS", "PATCH"})
    void read_withoutToken_reachesTheFunctionByTheDefaultRoute(String method) throws Exception {
        assertThat(send(request("/v1/counters/a").method(method, BodyPublishers.noBody()))
                        .statusCode())
                .isEqualTo(200);

        JsonObject event = functions.events().get(0);
        assertThat(event.getString("routeKey")).isEqualTo("$default");
        assertThat(event.getJsonObject("requestContext").containsKey("authorizer"))
                .isFalse();
    }

    @Test
    void ownRead_headWithoutToken_isUnauthorized() throws Exception {
        assertThat(send(request("/v1/votes").method("HEAD", BodyPublishers.noBody()))
                        .statusCode())
                .isEqualTo(401);
        assertThat(functions.events()).isEmpty();
    }

    @Test
    void ownRead_withToken_hasItsOwnRoute() throws Exception {
        assertThat(send(request("/v1/counters/like~a/vote").header("Authorization", ISSUER.token("anna")))
                        .statusCode())
                .isEqualTo(200);
        JsonObject event = functions.events().get(0);
        assertThat(event.getString("routeKey")).isEqualTo("GET /v1/counters/{counter}/vote");
        assertThat(event.getJsonObject("pathParameters")).isEqualTo(JsonObject.of("counter", "like~a"));
        assertThat(event.getJsonObject("requestContext")
                        .getJsonObject("authorizer")
                        .getJsonObject("jwt")
                        .getJsonObject("claims")
                        .getString("sub"))
                .isEqualTo("anna");
    }

    @Test
    void preflight_ofAPageOnTheList_allowsTheAuthorizationHeader() throws Exception {
        HttpResponse<String> answer = send(preflight(PAGE));

        assertThat(answer.statusCode()).isEqualTo(204);
        assertThat(answer.headers().firstValue("access-control-allow-origin")).contains(PAGE);
        assertThat(answer.headers().firstValue("access-control-allow-headers")).contains("content-type,authorization");
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://evil.example", "https://example.com.evil.example", "http://example.com", "null"})
    void request_ofAPageNotOnTheList_getsNoCorsHeaders(String origin) throws Exception {
        HttpResponse<String> preflight = send(preflight(origin));
        HttpResponse<String> read = send(request("/health").header("Origin", origin));

        assertThat(preflight.headers().map().keySet()).noneMatch(name -> name.startsWith("access-control"));
        assertThat(read.headers().map().keySet()).noneMatch(name -> name.startsWith("access-control"));
    }

    @Test
    void rejection_ofAPageOnTheList_hasCorsHeaders() throws Exception {
        HttpResponse<String> answer =
                send(request("/press").header("Origin", PAGE).POST(BodyPublishers.noBody()));

        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(answer.headers().firstValue("access-control-allow-origin")).contains(PAGE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"example.com", "https://example.com/path", "https://*.example.com", ""})
    void allowOrigins_malformed_namesTheSetting(String origin) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new HttpAccess(Set.of(origin), Optional.empty()))
                .withMessageContaining("TALLY_CORS_ALLOW_ORIGINS");
    }

    private HttpServer listen(HttpAccess access) {
        return VERTX.createHttpServer()
                .requestHandler(new HttpApi(VERTX, functions, SETTINGS, access, InstantSource.system()))
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .orTimeout(10, TimeUnit.SECONDS)
                .join();
    }

    private HttpRequest.Builder preflight(String origin) {
        return request("/press")
                .header("Origin", origin)
                .header("Access-Control-Request-Method", "POST")
                .method("OPTIONS", BodyPublishers.noBody());
    }

    private HttpRequest.Builder request(String path) {
        return request(server, path);
    }

    private static HttpRequest.Builder request(HttpServer to, String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + to.actualPort() + path));
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return CLIENT.send(request.build(), BodyHandlers.ofString());
    }
}
