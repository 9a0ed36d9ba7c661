package dev.tally.press;

import static dev.tally.counter.Fixtures.NOW;
import static dev.tally.counter.Fixtures.idAt;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tally.press.ApiClient.Answer;
import dev.tally.press.http.Problem;
import dev.tally.press.http.RequestLimits;
import dev.tally.press.queue.FakeClickQueue;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The rejection of bad inputs. Each gets its documented problem, and is not queued. */
@QuarkusTest
class BadInputTest {

    private static final String CLICKS = "/v1/counters/likes/clicks";

    @Inject
    ApiClient api;

    @Inject
    FakeClickQueue queue;

    @Inject
    RequestLimits limits;

    @BeforeEach
    void emptyQueue() {
        queue.reset();
        limits.forget();
    }

    @AfterEach
    void nothingIsQueued() {
        assertThat(queue.messages()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-a",
                "a%20b",
                "a%3Fb",
                "a;b",
                "a%00",
                "a%2541",
                "%zz",
                "%24%7Bjndi:x%7D",
                "%23%7B7*7%7D",
                "%23sort",
                "%3Asum",
                "%F0%9F%98%80",
                "posts",
                "counters",
                "__proto__",
                "a%23b",
                "like~",
                "updown~",
                "clap~"
            })
    void post_badCounterId_400NamesTheRule(String counter) {
        Answer answer = api.post("/v1/counters/" + counter + "/clicks", null);
        assertProblem(answer, 400, "invalid-counter", "counter");
        assertThat(answer.json().get("detail").asText()).contains("counter id");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "9007199254740993", "-9007199254740993", "1.5", "\"1\"", "null", "1e999999999"})
    void adjust_badDelta_400NamesTheRule(String delta) {
        Answer answer = api.administer("POST", "/v1/counters/likes/adjustments", "{\"delta\":" + delta + "}");
        assertProblem(answer, 400, "invalid-delta", "delta");
        assertThat(answer.json().get("detail").asText()).contains("9007199254740992", "not 0");
    }

    @Test
    void adjust_overHttp_403NamesTheSettingAndTheCommand() {
        Answer answer = api.post("/v1/counters/likes/adjustments", "{\"delta\":1}");
        assertProblem(answer, 403, "administration-forbidden", "Authorization");
        assertThat(answer.json().get("detail").asText()).contains("TALLY_ADMIN_SCOPE", "make adjust");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/press/",
                "//press",
                "/x/../press",
                "/./press",
                "/%2570ress",
                "/v1//counters/likes/clicks",
                "/v1/counters/../press",
                "/v1/counters/%2e%2e/clicks",
                "/v1/counters/./clicks"
            })
    void post_pathThatARouterCouldMapToACall_404(String path) {
        assertProblem(api.post(path, null), 404, "not-found", null);
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /v1/counters/likes/",
        "GET, /v1/posts/",
        "GET, /health/",
        "GET, //health",
        "GET, /v1//counters/likes",
        "GET, /v1/x/../posts",
        "GET, /./health",
        "HEAD, /health/",
        "OPTIONS, /health/",
        "DELETE, /health/",
        "POST, /press/",
        "PUT, /v1/likes/counter/",
    })
    void call_pathWithASlashOrDotsTooMany_404ByEveryMethod(String method, String path) {
        assertThat(api.call(method, path, null).status()).isEqualTo(404);
    }

    @ParameterizedTest
    @CsvSource({"POST, 404", "GET, 404", "DELETE, 405"})
    void call_longPath_isShortenedInTheDetail(String method, int status) {
        String path = (status == 404 ? "/nothing/" : "/v1/counters/") + "a".repeat(190) + "\ud83d\ude00".repeat(2000);

        Answer answer = api.call(method, path, null);

        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.json().get("detail").asText()).contains("aaa...").hasSizeLessThan(300);
    }

    @Test
    void post_counterIdOf97Characters_400() {
        assertProblem(api.post("/v1/counters/" + "a".repeat(97) + "/clicks", null), 400, "invalid-counter", "counter");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0",
                "1001",
                "-1001",
                "1.5",
                "\"1\"",
                "null",
                "true",
                "[]",
                "99999999999999999999",
                "1e4",
                "1.5e0",
                "0.0",
                "1e-1",
                "1e999999999",
                "-1e999999999",
                "1e-999999999",
                "1.00000000000000000000000000000001"
            })
    void post_badDelta_400NamesTheRule(String delta) {
        Answer answer = api.post(CLICKS, "{\"delta\":" + delta + "}");
        assertProblem(answer, 400, "invalid-delta", "delta");
        assertThat(answer.json().get("detail").asText()).contains("-1000 to 1000");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{",
                "{\"delta\":}",
                "{\"delta\":1}}",
                "{\"delta\":1,\"delta\":2}",
                "[1]",
                "1",
                "\"text\"",
                "nonsense",
                "\u0000"
            })
    void post_brokenJson_400(String body) {
        assertProblem(api.post(CLICKS, body), 400, "invalid-json", "body");
    }

    @Test
    void post_deeplyNestedJson_400() {
        assertProblem(api.post(CLICKS, "[".repeat(5000)), 400, "invalid-json", "body");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"detla\":1}                            | detla",
                "{\"action\":\"multiply\"}                | action",
                "{\"action\":1}                           | action",
                "{\"action\":\"increment\",\"delta\":1}   | action",
                "{\"__proto__\":1}                        | __proto__",
            })
    void post_badField_400NamesIt(String body, String field) {
        assertProblem(api.post(CLICKS, body), 400, "invalid-field", field);
    }

    @ParameterizedTest
    @ValueSource(strings = {"text/plain", "application/x-www-form-urlencoded", "application/jsonp", "nonsense", ""})
    void post_wrongContentType_415NamesTheRightOne(String type) {
        Answer answer = api.post(CLICKS, "{\"delta\":1}", "Content-Type", type);
        assertProblem(answer, 415, "unsupported-media-type", "Content-Type");
        assertThat(answer.json().get("detail").asText()).contains("application/json");
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "br", "deflate", "x", "gzip, identity"})
    void post_encodedBody_415NamesTheHeader(String coding) {
        Answer answer = api.post(CLICKS, "\u001f\u008b", "Content-Encoding", coding);
        assertProblem(answer, 415, "unsupported-media-type", "Content-Encoding");
        assertThat(answer.header("Accept-Encoding")).isEqualTo("identity");
    }

    /** The words are those of the JSON library and of Java. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"delta\":1}{\"delta\":2}",
                "{\"delta\":+1}",
                "{\"delta\":NaN}",
                "{\"delta\":-Infinity}",
                "/**/{}",
                "#{}",
                "{'delta':1}",
                "{delta:1}",
                "{\"delta\":01}",
                "{\"delta\":.5}",
                "{\"delta\":1.}",
                "{\"delta\":1e}",
                "{\"delta\":1,}",
                "{\"delta\":\"\\x\"}",
                "{\"delta\":\"\n\"}",
                "{\"delta\":tru}",
                "{\"a\":1,\"a\":2}",
                "\ufeff\ufeff{}",
                "{\"delta\":\"\\u12\"}",
                "]",
                "}",
                ",",
                "null null",
                "\u0000\u0000{",
                "'",
                "{\"delta\" 1}",
                "{\"delta\":--1}",
                "\u001f\u008b\u0008",
                "{} {}",
                "{}x",
                "tru",
                "\"",
                "-",
                "1e",
            })
    void post_brokenJson_detailIsAboutTheBodyAlone(String body) {
        assertDetailIsAboutTheBody(body);
    }

    @Test
    void post_hugeJson_detailIsAboutTheBodyAlone() {
        assertDetailIsAboutTheBody("[".repeat(5000));
        assertDetailIsAboutTheBody("{\"a\":".repeat(2000));
        assertDetailIsAboutTheBody("{\"delta\":" + "9".repeat(5000) + "}");
        assertDetailIsAboutTheBody("{\"delta\":1." + "9".repeat(5000) + "}");
    }

    private void assertDetailIsAboutTheBody(String body) {
        Answer answer = api.post(CLICKS, body);
        assertProblem(answer, 400, "invalid-json", "body");
        assertThat(answer.json().get("detail").asText())
                .startsWith("body ")
                .hasSizeLessThan(200)
                .doesNotContainPattern(
                        "(?i)feature|jackson|json(?!:| object| *$)|stream|token|parser|com\\.|java|enable|code \\d")
                .doesNotContainPattern("[a-z][A-Z]|_");
    }

    @Test
    void post_bodyOf300Kilobytes_413NamesTheLimit() {
        Answer answer = api.post(CLICKS, "{\"delta\":" + " ".repeat(300 * 1024) + "1}");
        assertProblem(answer, 413, "body-too-large", null);
        assertThat(answer.json().get("detail").asText()).contains("16384 bytes");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "919108f7-52d1-4320-9bac-f847db4148a8", "not-a-uuid", "é"})
    void post_keyIsNoUuidV7_400(String key) {
        assertProblem(api.post(CLICKS, null, "Idempotency-Key", key), 400, "invalid-key", "Idempotency-Key");
    }

    @Test
    void post_keyOfTenMinutesAgo_409() {
        String key = idAt(NOW.minus(Duration.ofMinutes(10))).toString();
        assertProblem(api.post(CLICKS, null, "Idempotency-Key", key), 409, "retry-window-closed", "Idempotency-Key");
    }

    @Test
    void post_keyOfTomorrow_422() {
        String key = idAt(NOW.plus(Duration.ofDays(1))).toString();
        assertProblem(api.post(CLICKS, null, "Idempotency-Key", key), 422, "key-from-the-future", "Idempotency-Key");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/nothing", "/v1", "/v1/counters/a/b/c", "/v2/counters/likes", "/v1/counters/%zz"})
    void get_unknownPath_problem(String path) {
        Answer answer = api.get(path);
        assertThat(answer.status()).isIn(400, 404);
        assertThat(answer.header("Content-Type")).startsWith(Problem.MEDIA_TYPE);
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /press, POST",
        "DELETE, /v1/counters/likes, GET",
        "GET, /v1/counters/likes/clicks, POST",
        "POST, /v1/counters/likes/history, GET",
        "POST, /health, GET",
        "PATCH, /v1/posts, POST",
        "POST, /v1/likes/counter, PUT",
    })
    void call_wrongMethod_405NamesTheAllowedOnes(String method, String path, String allowed) {
        Answer answer = api.call(method, path, null);
        assertProblem(answer, 405, "method-not-allowed", null);
        assertThat(answer.header("Allow")).contains(allowed);
        assertThat(answer.json().get("detail").asText()).contains(allowed);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"content\":\"1234567890\"}                      | title",
                "{\"title\":\"a\",\"content\":\"1234567890\"}      | title",
                "{\"title\":5,\"content\":\"1234567890\"}          | title",
                "{\"title\":\"ab\"}                                | content",
                "{\"title\":\"ab\",\"content\":5}                | content",
                "{\"title\":\"a\\uFFFFb\",\"content\":\"1234567890\"} | title",
                "{\"title\":\"ab\",\"content\":\"1234567890\\uD83D\"} | content",
                "{\"title\":\"ab\",\"content\":\"1234567890\",\"id\":1} | id",
                "{\"title\":\"\\u00a0\\u00a0\",\"content\":\"1234567890\"} | title",
                "{\"title\":\"\\u200b\\u200b\",\"content\":\"1234567890\"} | title",
                "{\"title\":\"a\\u0000b\",\"content\":\"1234567890\"} | title",
                "{\"title\":\"a\\u0007b\",\"content\":\"1234567890\"} | title",
                "{\"title\":\"a\\nb\",\"content\":\"1234567890\"} | title",
                "{\"title\":\"a\\u202eb\",\"content\":\"1234567890\"} | title",
                "{\"title\":\"ab\",\"content\":\"12345\\u206767890\"} | content",
                "{\"title\":\"ab\",\"content\":null}             | content",
            })
    void post_badPost_400NamesTheField(String body, String field) {
        assertProblem(api.post("/v1/posts", body), 400, "invalid-field", field);
    }

    @Test
    void post_postWithoutBody_400() {
        assertProblem(api.post("/v1/posts", null), 400, "invalid-json", "body");
    }

    @ParameterizedTest
    @CsvSource({
        "/v1/counters, ids",
        "/v1/counters?ids=, ids",
        "/v1/posts?limit=0, limit",
        "/v1/posts?limit=101, limit",
        "/v1/posts?limit=x, limit",
        "/v1/posts?cursor=x, cursor",
        "/v1/counters/likes/history?resolution=2m, resolution",
        "/v1/counters/likes/history?from=yesterday, from",
        "/v1/counters/likes/history?to=2026-11-22, to",
        "/v1/counters/likes/history?from=2026-11-22T11:00:00+01:00, from",
        "/v1/counters/likes/history?from=2026-11-22T10:00:31Z, from",
        "/v1/counters/likes/history?from=2026-11-21T10:00:00Z, from",
        "/v1/counters/likes/history?from=0001-01-01T00:00:00Z, from",
        "/v1/counters/likes/history?to=0001-01-01T00:00:00Z, to",
        "/v1/counters/likes/history?to=9999-12-31T23:59:59Z, to",
        "/v1/counters/likes/history?to=%2B1000000000-12-31T23:59:59Z, to",
    })
    void get_badQuery_400NamesIt(String path, String parameter) {
        assertProblem(api.get(path), 400, "invalid-query", parameter);
    }

    @ParameterizedTest
    @CsvSource({
        "/v1/posts?limit=5&limit=6, limit",
        "/v1/posts?limit=5&limit=5, limit",
        "/v1/posts?limit&x=1&limit, limit",
        "/v1/posts?limit=5&%6Cimit=6, limit",
        "/v1/posts?limit=5;limit=6, limit",
        "/v1/posts?cursor=a&cursor=b, cursor",
        "/v1/posts?LIMIT=5, limit",
        "/v1/counters?IDS=a, ids",
        "/v1/counters?ids=a&Ids=b, ids",
        "/v1/counters/likes/history?to=2026-11-22T10:00:00Z&to=2026-11-22T10:00:00Z, to",
        "/v1/counters/likes/history?from=2026-11-22T10:00:00Z&from=2026-11-22T10:00:00Z, from",
        "/v1/counters/likes/history?resolution=1m&resolution=5m, resolution",
        "/v1/counters/likes/history?Resolution=1m, resolution",
    })
    void get_repeatedOrMisspelledParameter_400NamesIt(String path, String parameter) {
        assertProblem(api.get(path), 400, "invalid-query", parameter);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/v1/counters?ids=%zz",
                "/v1/counters?%=a",
                "/v1/posts?x=%e",
                "/v1/counters/likes?%%",
                "/health?%2"
            })
    void get_brokenEscape_400SaysHowToWriteIt(String path) {
        Answer answer = api.get(path);
        assertProblem(answer, 400, "invalid-request", null);
        assertThat(answer.json().get("detail").asText()).contains("%25");
    }

    @Test
    void get_badCounterAmongIds_400() {
        assertProblem(api.get("/v1/counters?ids=a,,b"), 400, "invalid-counter", "counter");
    }

    @ParameterizedTest
    @ValueSource(strings = {"-a", "a%20b", "posts", "counters"})
    void get_historyOfBadCounterId_400(String counter) {
        assertProblem(api.get("/v1/counters/" + counter + "/history"), 400, "invalid-counter", "counter");
    }

    @Test
    void get_101Counters_400() {
        String ids = "a,".repeat(100) + "a";
        assertProblem(api.get("/v1/counters?ids=" + ids), 400, "invalid-query", "ids");
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "017f22e2-79b0-7cc3-98c4-dc0c0c07398f"})
    void get_noSuchPost_404(String id) {
        assertProblem(api.get("/v1/posts/" + id), 404, "not-found", "id");
    }

    @Test
    void post_queueDown_503WithTheKeyForARetry() {
        queue.goDown();
        Answer answer = api.post("/press", null);
        assertProblem(answer, 503, "queue-unavailable", null);
        assertThat(answer.header("Retry-After")).isEqualTo("2");
        assertThat(answer.json().get("clickId").asText()).hasSize(36);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "like~a   | {\"value\":2}             | value | a whole number from 0 to 1",
                "like~a   | {\"value\":-1}            | value | a whole number from 0 to 1",
                "updown~a | {\"value\":2}             | value | a whole number from -1 to 1",
                "updown~a | {\"value\":1.5}           | value | a whole number from -1 to 1",
                "clap~a   | {\"value\":51}            | value | a whole number from 0 to 50",
                "clap~a   | {\"value\":1e1000000000}  | value | a whole number from 0 to 50",
                "like~a   | {\"value\":\"1\"}         | value | a whole number from 0 to 1",
                "like~a   | {\"value\":null}          | value | a whole number from 0 to 1",
                "like~a   | {\"value\":true}          | value | a whole number from 0 to 1",
                "like~a   | {}                        | value | a whole number from 0 to 1",
                "clap~a   | {\"add\":0}               | add   | a whole number from 1 to 50",
                "clap~a   | {\"add\":-1}              | add   | a whole number from 1 to 50",
                "clap~a   | {\"add\":1.5}             | add   | a whole number from 1 to 50",
                "clap~a   | {\"add\":51}              | add   | a whole number from 1 to 50",
                "clap~a   | {\"value\":1,\"add\":1}   | add   | send one of them",
                "like~a   | {\"add\":1}               | add   | the known fields are value",
                "like~a   | {\"value\":1,\"voter\":1} | voter | the known fields are value",
            })
    void vote_badBody_400NamesFieldAndRule(String counter, String body, String field, String rule) {
        Answer answer = api.call("PUT", "/v1/counters/" + counter + "/vote", body, "Tally-Voter", "voter-0123456789");
        assertProblem(answer, 400, "invalid-field", field);
        assertThat(answer.json().get("detail").asText()).contains(rule);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "PUT | 012345678901234",
                "PUT | 01234567890123456789012345678901234567890123456789012345678901234",
                "DELETE | voter 0123456789",
                "GET | voter.0123456789",
                "GET | v\u00f6ter-0123456789",
                "PUT | voter-0123456789,voter-1123456789",
                "GET | voter-0123456789,voter-0123456789",
            })
    void vote_badVoter_400NamesTheRuleAndHidesTheVoter(String method, String voter) {
        Answer answer = api.call(method, "/v1/counters/like~a/vote", "{\"value\":1}", "Tally-Voter", voter);
        assertProblem(answer, 400, "invalid-voter", "Tally-Voter");
        assertThat(answer.json().get("detail").asText())
                .contains("16 to 64 characters of A-Z a-z 0-9 _ -")
                .doesNotContain(voter);
    }

    @ParameterizedTest
    @ValueSource(strings = {"PUT", "DELETE", "GET"})
    void vote_noVoter_400(String method) {
        Answer answer = api.call(method, "/v1/counters/like~a/vote", "{\"value\":1}");
        assertProblem(answer, 400, "invalid-voter", "Tally-Voter");
        assertThat(answer.json().get("detail").asText()).contains("is missing");
    }

    @ParameterizedTest
    @ValueSource(strings = {"likes", "love~x", "like", "Like~a"})
    void vote_counterOfClicks_400NamesTheKinds(String counter) {
        String path = "/v1/counters/" + counter + "/vote";
        for (String method : List.of("PUT", "DELETE", "GET")) {
            Answer answer = api.call(method, path, "{\"value\":1}", "Tally-Voter", "voter-0123456789");
            assertProblem(answer, 400, "wrong-kind", "counter");
            assertThat(answer.json().get("detail").asText()).contains("like~, updown~ or clap~");
        }
        assertProblem(
                api.get("/v1/votes?ids=like~a," + counter, "Tally-Voter", "voter-0123456789"),
                400,
                "wrong-kind",
                "counter");
    }

    @ParameterizedTest
    @ValueSource(strings = {"like~a", "updown~a", "clap~a"})
    void click_counterOfVotes_400NamesTheCall(String counter) {
        for (Answer answer : List.of(
                api.post("/v1/counters/" + counter + "/clicks", null),
                api.call("PUT", "/v1/" + counter + "/counter", null),
                api.administer("POST", "/v1/counters/" + counter + "/adjustments", "{\"delta\":1}"))) {
            assertProblem(answer, 400, "wrong-kind", "counter");
            assertThat(answer.json().get("detail").asText()).contains("PUT /v1/counters/" + counter + "/vote");
        }
    }

    @Test
    void vote_kindWithA96CharacterName_400() {
        String path = "/v1/counters/like~" + "a".repeat(96) + "/vote";
        Answer answer = api.call("PUT", path, "{\"value\":1}", "Tally-Voter", "voter-0123456789");
        assertProblem(answer, 400, "invalid-counter", "counter");
    }

    private static void assertProblem(Answer answer, int status, String type, @Nullable String field) {
        assertThat(answer.status())
                .as(String.valueOf(answer.response().getBody()))
                .isEqualTo(status);
        assertThat(answer.header("Content-Type")).startsWith(Problem.MEDIA_TYPE);
        assertThat(answer.json().get("status").asInt()).isEqualTo(status);
        assertThat(answer.json().get("type").asText()).isEqualTo("urn:tally:problem:" + type);
        assertThat(answer.json().get("title").asText()).isNotEmpty();
        assertThat(answer.json().get("detail").asText()).isNotEmpty();
        assertThat(answer.json().path("field").asText("")).isEqualTo(field == null ? "" : field);
    }
}
