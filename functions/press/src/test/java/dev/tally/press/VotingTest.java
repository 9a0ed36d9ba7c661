package dev.tally.press;

import static dev.tally.counter.Fixtures.NOW;
import static dev.tally.counter.Fixtures.idAt;
import static dev.tally.counter.Fixtures.sequence;
import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent.RequestContext;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent.RequestContext.Authorizer;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent.RequestContext.Authorizer.JWT;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent.RequestContext.Http;
import com.fasterxml.jackson.databind.JsonNode;
import dev.tally.counter.CounterId;
import dev.tally.counter.Epoch;
import dev.tally.counter.Fixtures;
import dev.tally.counter.Post;
import dev.tally.counter.PostStore;
import dev.tally.counter.QueuedChange;
import dev.tally.counter.Reset;
import dev.tally.counter.Shard;
import dev.tally.counter.Total;
import dev.tally.counter.Vote;
import dev.tally.counter.Voter;
import dev.tally.counter.message.QueueMessage;
import dev.tally.press.ApiClient.Answer;
import dev.tally.press.http.IdempotencyKeys;
import dev.tally.press.http.RequestLimits;
import dev.tally.press.queue.FakeClickQueue;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class VotingTest {

    private static final String ANN = "ann-0123456789abcdef";
    private static final String BOB = "bob-0123456789abcdef";
    private static final String LIKE = "/v1/counters/like~a/vote";
    private static final CounterId LIKES = new CounterId("like~a");

    @Inject
    ApiClient api;

    @Inject
    FakeClickQueue queue;

    @Inject
    FakeTable table;

    @Inject
    FakeTallies tallies;

    @Inject
    PostStore posts;

    @Inject
    FakePauses pauses;

    @Inject
    FakeTicker ticker;

    @Inject
    RequestLimits limits;

    @BeforeEach
    @AfterEach
    void reset() {
        queue.reset();
        table.reset();
        tallies.reset();
        pauses.meanwhile(() -> {});
        limits.forget();
    }

    @Test
    void put_vote_isQueuedForTheVoterAndAnsweredWithoutIt() throws Exception {
        Answer answer = vote(LIKE, ANN, "{\"value\":1}");
        assertThat(answer.status()).isEqualTo(202);
        assertThat(answer.json().get("value").asInt()).isEqualTo(1);
        assertThat(answer.json().at("/receipt/shard").asText()).matches("eu-central-1#\\d+");
        assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
        assertThat(answer.text()).doesNotContain(ANN);
        Vote vote = (Vote) ((QueueMessage.OfShard) queue.messages().get(0)).change();
        assertThat(vote.voter()).isEqualTo(Voter.ofClient(ANN));
        assertThat(vote.value()).isEqualTo(1);
        assertThat(answer.json().get("clickId").asText()).isEqualTo(vote.id().toString());
    }

    @Test
    void put_severalVotesOfOneVoter_haveOneGroupAmongSixteen() {
        vote(LIKE, ANN, "{\"value\":1}");
        vote(LIKE, ANN, "{\"value\":0}");
        api.call("DELETE", LIKE, null, "Tally-Voter", ANN);
        assertThat(queue.messages())
                .extracting(QueueMessage::group)
                .hasSize(3)
                .containsOnly(queue.messages().get(0).group());
        Vote vote = (Vote) ((QueueMessage.OfShard) queue.messages().get(0)).change();
        assertThat(queue.messages().get(0).group()).isEqualTo(Shard.of(vote, 16).group());
    }

    @Test
    void put_sameKeyOfTwoVoters_hasTwoDeduplicationIds() {
        String key = idAt(NOW).toString();
        vote(LIKE, ANN, "{\"value\":1}", IdempotencyKeys.HEADER, key);
        vote(LIKE, BOB, "{\"value\":1}", IdempotencyKeys.HEADER, key);
        assertThat(queue.messages()).extracting(QueueMessage::deduplicationId).doesNotHaveDuplicates();
    }

    @Test
    void put_withAWait_200WithACountThatIncludesIt() {
        pauses.meanwhile(() -> tallies.countAll(queue));
        vote("/v1/counters/updown~a/vote", BOB, "{\"value\":1}", "Prefer", "wait=2");
        Answer answer = vote("/v1/counters/updown~a/vote", ANN, "{\"value\":-1}", "Prefer", "wait=2");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json().get("count").asLong()).isZero();
        assertThat(answer.json().get("up").asLong()).isEqualTo(1);
        assertThat(answer.json().get("down").asLong()).isEqualTo(1);
        assertThat(answer.json().get("value").asInt()).isEqualTo(-1);
        assertThat(answer.json().has("voters")).isFalse();
    }

    @Test
    void put_claps_areAddedUpToTheMost() {
        String claps = "/v1/counters/clap~a/vote";
        pauses.meanwhile(() -> tallies.countAll(queue));
        vote(claps, ANN, "{\"value\":49}", "Prefer", "wait=2");
        Answer answer = vote(claps, ANN, "{\"add\":3}", "Prefer", "wait=2");
        assertThat(answer.json().get("add").asInt()).isEqualTo(3);
        assertThat(answer.json().has("value")).isFalse();
        assertThat(answer.json().get("count").asLong()).isEqualTo(50);
        assertThat(answer.json().get("voters").asLong()).isEqualTo(1);
    }

    @Test
    void get_own_isTheLastCountedValueAndPrivate() {
        assertThat(own(ANN)).isZero();
        vote(LIKE, ANN, "{\"value\":1}");
        tallies.countAll(queue);
        Answer answer = api.get(LIKE, "Tally-Voter", ANN);
        assertThat(answer.json()).hasToString("{\"counter\":\"like~a\",\"value\":1}");
        assertThat(answer.header("Cache-Control")).isEqualTo("private, no-store");
        assertThat(own(BOB)).isZero();
        assertThat(api.call("DELETE", LIKE, null, "Tally-Voter", ANN)
                        .json()
                        .get("value")
                        .asInt())
                .isZero();
        tallies.countAll(queue);
        assertThat(own(ANN)).isZero();
    }

    @Test
    void get_several_areInTheOrderOfTheIds() {
        vote(LIKE, ANN, "{\"value\":1}");
        tallies.countAll(queue);
        Answer answer = api.get("/v1/votes?ids=clap~b,like~a&ids=like~c", "Tally-Voter", ANN);
        assertThat(answer.json())
                .hasToString("{\"votes\":[{\"counter\":\"clap~b\",\"value\":0},{\"counter\":\"like~a\",\"value\":1},"
                        + "{\"counter\":\"like~c\",\"value\":0}]}");
        assertThat(answer.header("Cache-Control")).isEqualTo("private, no-store");
    }

    @Test
    void get_voteFromBeforeAReset_isZeroOnceTheResetIsPublished() {
        vote(LIKE, ANN, "{\"value\":1}");
        tallies.countAll(queue);
        Shard shard = ((QueueMessage.OfShard) queue.messages().get(0)).shard();
        tallies.count(shard, new QueuedChange(sequence(9), new Reset(idAt(NOW), LIKES, 16)), NOW);
        assertThat(own(ANN)).isEqualTo(1);
        Epoch here = new Epoch("here.20261122");
        table.publish(Total.sum(LIKES, here, Fixtures.QUEUE, tallies.shards(LIKES), NOW));
        ticker.pass(Duration.ofMinutes(1));
        assertThat(own(ANN)).isZero();
        vote(LIKE, ANN, "{\"value\":1}");
        QueueMessage.OfShard again = (QueueMessage.OfShard) queue.messages().get(1);
        tallies.count(shard, new QueuedChange(sequence(10), again.change()), NOW);
        assertThat(own(ANN)).isEqualTo(1);
    }

    @Test
    void put_withAToken_isOfTheSubjectWhateverTheHeader() {
        api.call(withToken("PUT", "https://issuer.example", "anna"), LIKE, "{\"value\":1}", "Tally-Voter", ANN);
        api.call(withToken("PUT", "https://issuer.example", "anna"), LIKE, "{\"value\":1}");
        api.call(withToken("PUT", "https://other.example", "anna"), LIKE, "{\"value\":1}");
        Voter voter = Voter.ofToken("https://issuer.example", "anna");
        assertThat(queue.messages())
                .extracting(message -> ((Vote) ((QueueMessage.OfShard) message).change()).voter())
                .containsExactly(voter, voter, Voter.ofToken("https://other.example", "anna"));
    }

    @Test
    void put_withATokenWithoutSubject_400WhateverTheHeader() {
        for (Map<String, String> claims :
                List.of(Map.of("iss", "https://issuer.example"), Map.of("sub", "anna"), Map.<String, String>of())) {
            Answer answer = api.call(withToken("PUT", claims), LIKE, "{\"value\":1}", "Tally-Voter", ANN);
            assertThat(answer.status()).isEqualTo(400);
            assertThat(answer.json().get("type").asText()).isEqualTo("urn:tally:problem:invalid-voter");
            assertThat(answer.json().get("field").asText()).isEqualTo("Authorization");
            assertThat(answer.json().get("detail").asText()).contains("token names no subject", "iss and sub");
        }
        assertThat(queue.messages()).isEmpty();
    }

    @Test
    void put_headerLikeATokenWithoutSubject_isAnInvalidId() {
        assertThat(vote(LIKE, "no-subject", "{\"value\":1}").json().get("field").asText())
                .isEqualTo("Tally-Voter");
    }

    @Test
    void put_headerLikeAVoterWithAToken_isAVoterWithoutOne() {
        String forged = Voter.ofToken("https://issuer.example", "anna").value();
        vote(LIKE, forged, "{\"value\":1}");
        Vote vote = (Vote) ((QueueMessage.OfShard) queue.messages().get(0)).change();
        assertThat(vote.voter().value()).isEqualTo("a-" + forged);
    }

    @Test
    void put_manyNewVotersOfOneClient_areLimitedAndEarlierOnesAreNot() {
        int accepted = 0;
        Answer answer = vote(LIKE, ANN, "{\"value\":1}");
        while (answer.status() == 202) {
            accepted++;
            answer = vote(LIKE, "voter-0123456789-" + accepted, "{\"value\":1}");
        }
        assertThat(accepted).isEqualTo(100);
        assertThat(answer.status()).isEqualTo(429);
        assertThat(answer.json().get("type").asText()).isEqualTo("urn:tally:problem:too-many-voters");
        assertThat(answer.header("Retry-After")).isEqualTo("1");
        assertThat(queue.messages()).hasSize(100);
        assertThat(vote(LIKE, ANN, "{\"value\":0}").status()).isEqualTo(202);
        assertThat(api.get(LIKE, "Tally-Voter", BOB).status()).isEqualTo(200);
        assertThat(api.call(withToken("PUT", "https://issuer.example", "anna"), LIKE, "{\"value\":1}")
                        .status())
                .isEqualTo(202);
        ticker.pass(Duration.ofSeconds(1));
        assertThat(vote(LIKE, BOB, "{\"value\":1}").status()).isEqualTo(202);
    }

    @Test
    void get_counterOfVotes_hasItsVoters() {
        pauses.meanwhile(() -> tallies.countAll(queue));
        for (Map.Entry<String, List<String>> expected : Map.<String, List<String>>of(
                        "like~x", List.of(),
                        "updown~x", List.of("up", "down"),
                        "clap~x", List.of("voters"))
                .entrySet()) {
            CounterId counter = new CounterId(expected.getKey());
            vote("/v1/counters/" + counter + "/vote", ANN, "{\"value\":1}", "Prefer", "wait=1");
            publish(counter);
            Answer answer = api.get("/v1/counters/" + counter);
            assertThat(answer.json().get("count").asLong()).isEqualTo(1);
            assertThat(List.of("up", "down", "voters").stream()
                            .filter(name -> answer.json().has(name)))
                    .containsExactlyElementsOf(expected.getValue());
        }
    }

    @Test
    void get_posts_haveTheVotesOfTheirCounters() {
        pauses.meanwhile(() -> tallies.countAll(queue));
        Post post = new Post(Fixtures.idAt(NOW), "A title", "Ten characters or more.");
        posts.write(post);
        String counter = "updown~" + post.id();
        for (String voter : List.of(ANN, BOB, "voter-0123456789-c")) {
            String value = voter.equals(ANN) ? "{\"value\":-1}" : "{\"value\":1}";
            vote("/v1/counters/" + counter + "/vote", voter, value, "Prefer", "wait=1");
        }
        publish(post.counter());
        JsonNode found = api.get("/v1/posts/" + post.id()).json();
        assertThat(api.get("/v1/posts?limit=100").json().get("posts")).contains(found);
        assertThat(found.get("counter").asText()).isEqualTo(counter);
        assertThat(found.get("count").asLong()).isEqualTo(1);
        assertThat(found.get("up").asLong()).isEqualTo(2);
        assertThat(found.get("down").asLong()).isEqualTo(1);
        assertThat(found.get("version").asLong()).isEqualTo(3);
    }

    private void publish(CounterId counter) {
        table.publish(Total.sum(counter, Fixtures.EPOCH, Fixtures.QUEUE, tallies.shards(counter), NOW));
        ticker.pass(Duration.ofMinutes(1));
    }

    private int own(String voter) {
        return api.get(LIKE, "Tally-Voter", voter).json().get("value").asInt();
    }

    private Answer vote(String path, String voter, @Nullable String body, String... headers) {
        String[] all = new String[headers.length + 2];
        System.arraycopy(headers, 0, all, 0, headers.length);
        all[headers.length] = "Tally-Voter";
        all[headers.length + 1] = voter;
        return api.call("PUT", path, body, all);
    }

    private static RequestContext withToken(String method, String issuer, String subject) {
        return withToken(method, Map.of("iss", issuer, "sub", subject));
    }

    private static RequestContext withToken(String method, Map<String, String> claims) {
        return RequestContext.builder()
                .withHttp(Http.builder()
                        .withMethod(method)
                        .withSourceIp(ApiClient.ADDRESS)
                        .build())
                .withAuthorizer(Authorizer.builder()
                        .withJwt(JWT.builder().withClaims(claims).build())
                        .build())
                .build();
    }
}
