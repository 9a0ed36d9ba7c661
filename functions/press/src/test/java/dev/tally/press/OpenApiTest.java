package dev.tally.press;

import static dev.tally.counter.Fixtures.EPOCH;
import static dev.tally.counter.Fixtures.NOW;
import static dev.tally.counter.Fixtures.SHARD;
import static dev.tally.counter.Fixtures.idAt;
import static dev.tally.counter.Fixtures.queued;
import static dev.tally.press.http.IdempotencyKeys.HEADER;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tally.counter.ClickId;
import dev.tally.counter.CounterId;
import dev.tally.counter.HotListReader;
import dev.tally.counter.Post;
import dev.tally.counter.PostStore;
import dev.tally.counter.Schedule;
import dev.tally.counter.Shard;
import dev.tally.press.ApiClient.Answer;
import dev.tally.press.http.RequestBody;
import dev.tally.press.http.RequestLimits;
import dev.tally.press.http.VoterHeader;
import dev.tally.press.queue.FakeClickQueue;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The outcomes in docs/openapi.yaml. The function has each of them as documented, and no others. */
@QuarkusTest
class OpenApiTest {

    private static final String CLICKS = "/v1/counters/likes/clicks";
    private static final String ADJUSTMENTS = "/v1/counters/likes/adjustments";
    private static final String RESET = "/v1/counters/likes/reset";
    private static final String COUNTER = "/v1/likes/counter";
    private static final String VOTE = "/v1/counters/like~a/vote";
    private static final String POSTS = "/v1/posts";
    private static final String POST = "{\"title\":\"A title\",\"content\":\"Ten characters or more.\"}";

    @Inject
    ApiClient api;

    @Inject
    FakeClickQueue queue;

    @Inject
    FakeTable table;

    @Inject
    FakeTallies tallies;

    @Inject
    FakePauses pauses;

    @Inject
    PostStore posts;

    @Inject
    RequestLimits limits;

    @Inject
    FakeHotList hotList;

    @Inject
    HotListReader reader;

    @Inject
    RejectLagging rejectLagging;

    private boolean administrator;
    private @Nullable String voter;

    private final Conformance conformance = new Conformance(ApiDocument.read());

    @BeforeEach
    @AfterEach
    void reset() {
        queue.reset();
        table.reset();
        tallies.reset();
        pauses.meanwhile(() -> {});
        limits.forget();
        resetHotList();
    }

    private void resetHotList() {
        hotList.reset();
        reader.forget();
        rejectLagging.forget();
    }

    @Test
    void document_allOutcomes_matchTheFunction() {
        exchangeClicks("POST", CLICKS);
        exchangeClicks("POST", "/press");
        exchangeClicks("PUT", COUNTER);
        exchangeAdministration();
        exchangeVotes();
        exchangeOwnVotes(VOTE);
        exchangeOwnVotes("/v1/votes?ids=like~a,clap~b");
        exchangeNewPosts();
        exchangeReadsOfCounters();
        exchangeHistory();
        exchangeBadge();
        exchangeReadsOfPosts();
        exchangeReads("/health");
        assertThat(conformance.seen()).isEqualTo(conformance.documented());
    }

    private void exchangeClicks(String method, String path) {
        exchange(method, path, null);
        exchange(method, path, "{\"delta\":-1000}");
        exchange(method, path, "{\"action\":\"decrement\"}");
        exchange(method, path, "{\"delta\":0}");
        exchangeWrites(method, path, "{\"delta\":5}");
        exchangeWithHotList(method, path);
        exchange(method, path.replace("likes", "-"), null);
        exchange(method, path.replace("likes", "like~a"), null);
        pauses.meanwhile(() -> tallies.countAll(queue));
        exchange(method, path, "{\"delta\":5}", "Prefer", "wait=2");
        pauses.meanwhile(() -> {});
        exchange(method, path, "{\"delta\":5}", "Prefer", "wait=99");
        if (method.equals("PUT")) {
            exchangeWhileTableFails(method, path, "If-None-Match", "*");
        }
        queue.reset();
        tallies.reset();
    }

    private void exchangeVotes() {
        exchangeEitherVote("PUT", "{\"value\":1}");
        exchangeEitherVote("DELETE", null);
        voter = "voter-0123456789";
        exchangeWrites("PUT", VOTE, "{\"value\":1}");
        exchange("PUT", VOTE, "{\"value\":2}");
        exchange("PUT", VOTE.replace("like", "clap"), "{\"add\":3}");
        queue.goDown();
        exchange("DELETE", VOTE, null);
        queue.failWith(new IllegalStateException("a bug"));
        exchange("DELETE", VOTE, null);
        queue.reset();
        voter = null;
    }

    private void exchangeEitherVote(String method, @Nullable String body) {
        exchange(method, VOTE, body);
        voter = "voter-0123456789";
        exchangeAny(method, VOTE, body);
        exchange(method, VOTE.replace("like~a", "likes"), body);
        exchange(method, VOTE.replace("like~a", "like~"), body);
        exchange(method, VOTE, body, "If-Match", "\"another\"");
        for (Duration age : List.of(Duration.ofMinutes(10), Duration.ofDays(-1))) {
            exchange(method, VOTE, body, HEADER, idAt(NOW.minus(age)).toString());
        }
        exchange(method, VOTE, body, HEADER, "1");
        for (String kind : List.of("like", "updown", "clap")) {
            queue.reset();
            pauses.meanwhile(() -> tallies.countAll(queue));
            exchange(method, VOTE.replace("like", kind), body, "Prefer", "wait=2");
        }
        pauses.meanwhile(() -> {});
        exchangeWhileTableFails(method, VOTE, "If-None-Match", "*");
        api.exhaust(limits.writes());
        exchange(method, VOTE, body);
        limits.forget();
        api.exhaust(limits.voters().limit());
        exchange(method, VOTE, body);
        limits.forget();
        hotList.lagging().put(new CounterId("like~a"), FakeHotList.REJECTING, NOW);
        rejectLagging.forget();
        exchange(method, VOTE, body);
        resetHotList();
        queue.reset();
        voter = null;
    }

    private void exchangeOwnVotes(String path) {
        exchange("GET", path, null);
        voter = "voter-0123456789";
        exchangeReadsOfTheTable(path);
        exchange("GET", path.replace("like~a", "-"), null);
        exchange("GET", path.replace("like~a", "likes"), null);
        exchange("GET", path.replaceFirst("ids=.*", ""), null);
        exchange("GET", path.replaceFirst("ids=.*", "ids=" + manyVotes()), null, "Accept-Encoding", "gzip");
        voter = null;
    }

    private static String manyVotes() {
        return IntStream.range(0, 100).mapToObj(i -> "like~" + i).collect(Collectors.joining(","));
    }

    private void exchangeAdministration() {
        exchange("POST", ADJUSTMENTS, "{\"delta\":1}");
        administrator = true;
        exchange("POST", ADJUSTMENTS, "{\"delta\":0}");
        exchange("POST", ADJUSTMENTS.replace("likes", "-"), "{\"delta\":1}");
        exchange("POST", ADJUSTMENTS.replace("likes", "like~a"), "{\"delta\":1}");
        exchangeWrites("POST", ADJUSTMENTS, "{\"delta\":-9007199254740992}");
        exchangeWithHotList("POST", ADJUSTMENTS);
        exchangeResets();
        exchangeDeletions();
        administrator = false;
    }

    private void exchangeResets() {
        exchange("POST", RESET, null);
        count();
        exchangeAny("POST", RESET, null);
        exchange("POST", RESET.replace("likes", "-"), null);
        exchange("POST", RESET, "{}", "Content-Type", "nonsense");
        exchange("POST", RESET, null, "If-Match", "*");
        for (Duration age : List.of(Duration.ofMinutes(10), Duration.ofMinutes(3), Duration.ofDays(-1))) {
            exchange("POST", RESET, null, HEADER, idAt(NOW.minus(age)).toString());
        }
        exchange("POST", RESET, null, HEADER, "1");
        exchangeWhileTableFails("POST", RESET);
        count();
        queue.goDown();
        exchange("POST", RESET, null);
        queue.reset();
        api.exhaust(limits.writes());
        exchange("POST", RESET, null);
        limits.forget();
        administrator = false;
        exchange("POST", RESET, null);
        administrator = true;
        tallies.reset();
    }

    private void count() {
        tallies.count(SHARD, queued(1, 1), NOW);
    }

    private void exchangeDeletions() {
        ClickId id = idAt(NOW);
        posts.write(new Post(id, "A title", "Ten characters or more."));
        String path = POSTS + "/" + id;
        exchangeAny("DELETE", path, null);
        exchange("DELETE", path, null, "If-Match", "\"another\"");
        exchange("DELETE", POSTS + "/x", null);
        exchangeWhileTableFails("DELETE", path);
        api.exhaust(limits.writes());
        exchange("DELETE", path, null);
        limits.forget();
        administrator = false;
        exchange("DELETE", path, null);
    }

    private void exchangeNewPosts() {
        exchange("POST", POSTS, POST);
        exchange("POST", POSTS, null);
        exchangeWrites("POST", POSTS, POST);
    }

    private void exchangeReadsOfCounters() {
        exchangeReadsOfTheTable("/v1/counters/likes");
        exchange("GET", "/v1/counters/posts", null);
        exchangeReadsAfter("/v1/counters/likes?after=" + EPOCH + ":eu-central-1%230:1");
        exchangeReadsOfTheTable(COUNTER);
        exchange("GET", "/v1/-/counter", null);
        exchangeReadsOfTheTable("/v1/counters?ids=likes,dislikes");
        exchange("GET", "/v1/counters", null);
        exchange("GET", "/v1/counters?ids=likes,", null);
        exchange("GET", "/v1/counters?ids=" + longestIds(), null);
    }

    private void exchangeReadsAfter(String path) {
        exchange("GET", path, null);
        exchange("GET", path, null, "Prefer", "wait=1");
        Shard shard = new Shard(new CounterId("likes"), 0);
        tallies.count(shard, queued(1, 1), NOW);
        exchange("GET", path, null, "Prefer", "wait=1");
        exchange("GET", path.replace(EPOCH.value(), "eu-central-1.0"), null);
        exchange("GET", path + "x", null);
        tallies.reset();
    }

    private void exchangeBadge() {
        exchangeReadsOfTheTable("/v1/counters/likes/badge.svg");
        exchange("GET", "/v1/counters/likes/badge.svg?label=%3Cb%3E%26", null);
        exchange("GET", "/v1/counters/likes/badge.svg?label=%20", null);
        exchange("GET", "/v1/counters/-/badge.svg", null);
    }

    private void exchangeHistory() {
        exchangeReadsOfTheTable("/v1/counters/likes/history");
        exchange("GET", "/v1/counters/likes/history?resolution=10m&from=2026-11-22T09:00:00Z&to=" + NOW, null);
        exchange("GET", "/v1/counters/likes/history?resolution=2m", null);
        exchange("GET", "/v1/counters/-/history", null);
    }

    private void exchangeReadsOfPosts() {
        ClickId id = idAt(NOW);
        posts.write(new Post(id, "A title", "x".repeat(1000)));
        posts.write(new Post(idAt(NOW), "Another title", "Ten characters or more."));
        exchangeReadsOfTheTable(POSTS);
        exchange("GET", POSTS + "?limit=1", null);
        exchange("GET", POSTS + "?cursor=" + id, null);
        exchange("GET", POSTS + "?limit=0", null);
        exchangeReadsOfTheTable(POSTS + "/" + id);
        exchange("GET", POSTS + "/x", null);
    }

    private void exchangeWrites(String method, String path, String body) {
        exchangeAny(method, path, body);
        exchange(method, path, "{");
        exchange(method, path, "{\"unknown\":1}");
        exchange(method, path, "{" + " ".repeat(RequestBody.MAX_SIZE) + "}");
        exchange(method, path, body, "Content-Type", "text/plain");
        exchange(method, path, body, HEADER, idAt(NOW).toString());
        exchange(method, path, body, HEADER, "1");
        exchange(method, path, body, "If-Match", "\"another\"");
        exchange(method, path, body, "Content-Encoding", "gzip");
        exchange(
                method,
                path,
                body,
                HEADER,
                idAt(NOW.minus(Duration.ofMinutes(10))).toString());
        exchange(method, path, body, HEADER, idAt(NOW.plus(Duration.ofDays(1))).toString());
        queue.goDown();
        exchange(method, path, body);
        queue.failWith(new IllegalStateException("a bug"));
        exchange(method, path, body);
        queue.reset();
        api.exhaust(limits.writes());
        exchange(method, path, body);
        limits.forget();
    }

    /** Exchanges a click of a counter that lags, and one with an unknown shard. */
    private void exchangeWithHotList(String method, String path) {
        CounterId counter = new CounterId(path.equals("/press") ? "global" : "likes");
        hotList.replace(counter, Schedule.NONE, new Schedule(1, List.of(new Schedule.Entry(NOW, 4))));
        hotList.lagging().put(counter, FakeHotList.REJECTING, NOW);
        reader.forget();
        rejectLagging.forget();
        exchange(method, path, "{\"delta\":5}");
        hotList.goDown();
        reader.forget();
        exchange(method, path, "{\"delta\":5}", HEADER, idAt(NOW).toString());
        resetHotList();
    }

    private void exchangeReads(String path) {
        exchangeAny("GET", path, null);
        exchange("HEAD", path, null);
        Answer answer = exchange("GET", path, null);
        exchange("GET", path, null, "If-None-Match", String.valueOf(answer.header("ETag")));
        exchange("GET", path, null, "If-Match", "\"another\"");
        exchange("HEAD", path, null, "If-None-Match", "*");
        api.exhaust(limits.reads());
        exchange("GET", path, null);
        limits.forget();
    }

    private void exchangeReadsOfTheTable(String path) {
        exchangeReads(path);
        exchangeWhileTableFails("GET", path);
    }

    private void exchangeWhileTableFails(String method, String path, String... headers) {
        table.goDown();
        exchange(method, path, null, headers);
        table.failWith(new IllegalStateException("a bug"));
        exchange(method, path, null, headers);
        table.reset();
    }

    /** Exchanges the requests that every call accepts. */
    private void exchangeAny(String method, String path, @Nullable String body) {
        exchange(method, path, body);
        exchange(method, path + (path.contains("?") ? "&" : "?") + "broken=%zz", body);
        exchange(method, path, body, "Content-Type", "nonsense");
    }

    private Answer exchange(String method, String path, @Nullable String body, String... headers) {
        String[] all = voter == null ? headers : with(headers, VoterHeader.NAME, voter);
        Answer answer = administrator ? api.administer(method, path, body, all) : api.call(method, path, body, all);
        conformance.check(answer);
        return answer;
    }

    private static String[] with(String[] headers, String name, String value) {
        return Stream.concat(Arrays.stream(headers), Stream.of(name, value)).toArray(String[]::new);
    }

    private static String longestIds() {
        return IntStream.range(100, 200).mapToObj(i -> "c".repeat(93) + i).collect(Collectors.joining(","));
    }
}
