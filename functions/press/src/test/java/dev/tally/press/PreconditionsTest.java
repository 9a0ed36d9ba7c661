package dev.tally.press;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tally.counter.ClickId;
import dev.tally.counter.Fixtures;
import dev.tally.counter.Post;
import dev.tally.counter.PostStore;
import dev.tally.press.ApiClient.Answer;
import dev.tally.press.http.RequestLimits;
import dev.tally.press.queue.FakeClickQueue;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The conditions of RFC 9110, section 13, for every read and write. TAG is the current tag without {@code W/}. */
@QuarkusTest
class PreconditionsTest {

    private static final ClickId POST = Fixtures.idAt(Fixtures.NOW);
    private static final List<String> READS = List.of(
            "/v1/counters/likes",
            "/v1/likes/counter",
            "/v1/counters?ids=" + IntStream.range(0, 50).mapToObj(i -> "c" + i).collect(Collectors.joining(",")),
            "/v1/counters/likes/history",
            "/v1/counters/likes/badge.svg",
            "/v1/posts",
            "/v1/posts/" + POST,
            "/health");

    @Inject
    ApiClient api;

    @Inject
    FakeClickQueue queue;

    @Inject
    PostStore posts;

    @Inject
    RequestLimits limits;

    @BeforeEach
    void writePost() {
        posts.write(new Post(POST, "A title", "Ten characters or more."));
    }

    @AfterEach
    void reset() {
        queue.reset();
        limits.forget();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "W/TAG                    | 304",
                "TAG                      | 304",
                "*                        | 304",
                "` * `                    | 304",
                "`  W/TAG  `              | 304",
                "\"x\", W/TAG             | 304",
                "W/\"x\",TAG,\"y\"        | 304",
                ",, \"\" ,TAG             | 304",
                "\"a,b\", TAG             | 304",
                "\"x\"                    | 200",
                "W/\"x\", \"y\"           | 200",
                "\"TAG                    | 200",
                "\"a, TAG, b\"            | 200",
                "w/TAG                    | 200",
                "W/ TAG                   | 200",
                "BARE                     | 200",
                "W/BARE                   | 200",
                "\"*\"                    | 200",
                "\"x\", *                 | 200",
                "nonsense                 | 200",
            })
    void read_ifNoneMatch_comparesWeakly(String tags, int status) {
        for (String path : READS) {
            for (String method : List.of("GET", "HEAD")) {
                Answer answer = api.call(method, path, null, "If-None-Match", fill(tags, path));
                assertThat(answer.status()).as(method + " " + path).isEqualTo(status);
                assertThat(answer.header("ETag")).isEqualTo("W/" + tag(path));
            }
        }
    }

    @Test
    void read_notModified_hasTheHeadersOfTheAnswerButNoBody() {
        for (String path : READS) {
            Answer whole = api.get(path, "Accept-Encoding", "gzip");
            Answer answer = api.get(path, "Accept-Encoding", "gzip", "If-None-Match", "*");
            for (String header : List.of("ETag", "Cache-Control", "Vary")) {
                assertThat(answer.header(header)).as(header).isEqualTo(whole.header(header));
            }
            assertThat(answer.header("Content-Type")).isNull();
            assertThat(answer.header("Content-Encoding")).isNull();
            assertThat(answer.response().getBody()).isNull();
        }
    }

    @ParameterizedTest
    @CsvSource({"*, 200", "W/TAG, 412", "TAG, 412"})
    void read_ifMatch_comparesStrongly(String tags, int status) {
        for (String path : READS) {
            assertThat(api.get(path, "If-Match", fill(tags, path)).status()).isEqualTo(status);
        }
    }

    @Test
    void read_conditionsOnDates_areIgnored() {
        for (String path : READS) {
            String date = "Sat, 29 Oct 2199 19:43:31 GMT";
            assertThat(api.get(path, "If-Modified-Since", date).status()).isEqualTo(200);
            assertThat(api.get(path, "If-Unmodified-Since", "Sat, 29 Oct 1994 19:43:31 GMT")
                            .status())
                    .isEqualTo(200);
            assertThat(api.get(path, "If-Modified-Since", date, "If-None-Match", "\"x\"")
                            .status())
                    .isEqualTo(200);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "/v1/counters/posts, 400",
        "/v1/posts/x, 404",
        "/v1/counters/likes/clicks, 405",
    })
    void read_answerWithoutATag_ignoresConditions(String path, int status) {
        assertThat(api.get(path, "If-None-Match", "*", "If-Match", "\"x\"").status())
                .isEqualTo(status);
    }

    @ParameterizedTest
    @CsvSource({
        "POST, /press, If-None-Match, *, 202",
        "POST, /press, If-Match, *, 412",
        "POST, /press, If-Match, \"x\", 412",
        "POST, /v1/posts, If-Match, \"x\", 412",
        "PUT, /v1/likes/counter, If-Match, *, 202",
        "PUT, /v1/likes/counter, If-Match, TAG, 412",
        "PUT, /v1/likes/counter, If-None-Match, *, 412",
        "PUT, /v1/likes/counter, If-None-Match, TAG, 412",
        "PUT, /v1/likes/counter, If-None-Match, \"x\", 202",
    })
    void write_falseCondition_isNotCounted(String method, String path, String header, String tags, int status) {
        String value = method.equals("PUT") ? fill(tags, path) : tags;

        assertThat(api.call(method, path, null, header, value).status()).isEqualTo(status);

        assertThat(queue.messages()).hasSize(status == 412 ? 0 : 1);
    }

    private String fill(String tags, String path) {
        String tag = tag(path);
        return tags.replace("TAG", tag).replace("BARE", tag.replace("\"", ""));
    }

    private String tag(String path) {
        return String.valueOf(api.get(path).header("ETag")).substring(2);
    }
}
