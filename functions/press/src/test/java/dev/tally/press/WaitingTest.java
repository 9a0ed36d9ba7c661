package dev.tally.press;

import static dev.tally.counter.Fixtures.EPOCH;
import static dev.tally.counter.Fixtures.NOW;
import static dev.tally.counter.Fixtures.idAt;
import static dev.tally.counter.Fixtures.sequence;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tally.counter.Click;
import dev.tally.counter.CounterId;
import dev.tally.counter.QueuedChange;
import dev.tally.counter.Reset;
import dev.tally.counter.Shard;
import dev.tally.press.ApiClient.Answer;
import dev.tally.press.http.RequestLimits;
import dev.tally.press.queue.FakeClickQueue;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class WaitingTest {

    private static final String CLICKS = "/v1/counters/likes/clicks";
    private static final CounterId LIKES = new CounterId("likes");

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
    RequestLimits limits;

    @BeforeEach
    @AfterEach
    void reset() {
        queue.reset();
        table.reset();
        tallies.reset();
        limits.forget();
        api.leave(null);
        pauses.meanwhile(() -> {});
    }

    @Test
    void click_withoutAPreference_hasAReceiptAndReadsNothing() {
        Answer answer = api.post(CLICKS, null);
        assertThat(answer.status()).isEqualTo(202);
        assertThat(answer.json().get("epoch").asText()).isEqualTo(EPOCH.value());
        assertThat(answer.json().at("/receipt/shard").asText()).matches("eu-central-1#[01]");
        assertThat(answer.json().at("/receipt/sequence").asText()).isEqualTo("1");
        assertThat(answer.header("Preference-Applied")).isNull();
        assertThat(tallies.reads()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {CLICKS, "/press"})
    void click_countedInTime_200WithACountThatIncludesIt(String path) {
        api.post(path, "{\"delta\":40}");
        pauses.meanwhile(() -> tallies.countAll(queue));
        Answer answer = api.post(path, "{\"delta\":2}", "Prefer", "wait=2");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json().get("count").asLong()).isEqualTo(42);
        assertThat(answer.json().get("delta").asLong()).isEqualTo(2);
        assertThat(answer.json().at("/receipt/sequence").asText()).isEqualTo("2");
        assertThat(answer.header("Preference-Applied")).isEqualTo("wait=2");
        assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
        assertThat(pauses.pauses()).containsExactly(Duration.ofMillis(20));
    }

    @Test
    void click_notCounted_202AtTheEndOfTheWait() {
        Answer answer = api.post(CLICKS, null, "Prefer", "wait=99");
        assertThat(answer.status()).isEqualTo(202);
        assertThat(answer.json().has("receipt")).isTrue();
        assertThat(answer.header("Preference-Applied")).isEqualTo("wait=5");
        assertThat(waited()).isEqualTo(Duration.ofSeconds(5));
        assertThat(pauses.pauses())
                .startsWith(
                        Duration.ofMillis(20), Duration.ofMillis(40), Duration.ofMillis(80), Duration.ofMillis(160));
    }

    @Test
    void click_malformedPreference_isIgnored() {
        Answer answer = api.post(CLICKS, null, "Prefer", "wait=soon");
        assertThat(answer.status()).isEqualTo(202);
        assertThat(answer.header("Preference-Applied")).isNull();
        assertThat(tallies.reads()).isZero();
    }

    @Test
    void click_littleTimeLeft_isAnsweredBeforeTheDeadline() {
        api.leave(Duration.ofSeconds(6));
        assertThat(api.post(CLICKS, null, "Prefer", "wait=5").status()).isEqualTo(202);
        assertThat(waited()).isLessThanOrEqualTo(Duration.ofSeconds(2));
        pauses.meanwhile(() -> {});
        api.leave(Duration.ofMillis(3500));
        Answer forged = api.post(CLICKS, null, "Prefer", "wait=5", "Tally-Deadline", "9000000000000000000");
        assertThat(forged.status()).isEqualTo(202);
        assertThat(pauses.pauses()).isEmpty();
    }

    @Test
    void click_counterLags_202AtOnce() {
        Instant minutesAgo = NOW.minusSeconds(180);
        for (int index = 0; index < 2; index++) {
            tallies.count(
                    new Shard(LIKES, index), new QueuedChange(sequence(0), new Click(idAt(minutesAgo), LIKES, 1)), NOW);
        }
        assertThat(api.post(CLICKS, null, "Prefer", "wait=5").status()).isEqualTo(202);
        assertThat(pauses.pauses()).hasSize(1);
    }

    @Test
    void click_tableDown_202BecauseTheQueueHasIt() {
        tallies.goDown();
        assertThat(api.post(CLICKS, null, "Prefer", "wait=1").status()).isEqualTo(202);
        assertThat(queue.messages()).hasSize(1);
    }

    @Test
    void put_countedInTime_200WithACountThatIncludesIt() {
        pauses.meanwhile(() -> tallies.countAll(queue));
        Answer answer = api.call("PUT", "/v1/likes/counter", "{\"action\":\"increment\"}");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json().get("count").asLong()).isEqualTo(1);
        assertThat(answer.json().get("updated_at").asText()).isEqualTo(NOW.toString());
    }

    @Test
    void put_notCounted_202WithTheReceiptAfterTwoSeconds() {
        Answer answer = api.call("PUT", "/v1/likes/counter", "{\"action\":\"increment\"}");
        assertThat(answer.status()).isEqualTo(202);
        assertThat(answer.json().at("/receipt/sequence").asText()).isEqualTo("1");
        assertThat(waited()).isEqualTo(Duration.ofSeconds(2));
    }

    @Test
    void get_afterACountedReceipt_isTheExactSum() {
        Answer click = api.post(CLICKS, "{\"delta\":7}");
        tallies.countAll(queue);
        Answer answer = api.get(after(click));
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json().get("count").asLong()).isEqualTo(7);
        assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
        assertThat(pauses.pauses()).isEmpty();
    }

    @Test
    void get_afterAReceiptThatIsNotCounted_202OrWaits() {
        String path = after(api.post(CLICKS, "{\"delta\":7}"));
        Answer pending = api.get(path);
        assertThat(pending.status()).isEqualTo(202);
        assertThat(pending.json().at("/receipt/sequence").asText()).isEqualTo("1");
        assertThat(pauses.pauses()).isEmpty();
        pauses.meanwhile(() -> tallies.countAll(queue));
        Answer waited = api.get(path, "Prefer", "wait=1");
        assertThat(waited.status()).isEqualTo(200);
        assertThat(waited.header("Preference-Applied")).isEqualTo("wait=1");
    }

    @Test
    void get_afterAReceiptOfAnotherEpoch_409() {
        Answer answer = api.get("/v1/counters/likes?after=eu-central-1.20201122-090000-000:eu-central-1%230:1");
        assertThat(answer.status()).isEqualTo(409);
        assertThat(answer.json().get("type").asText()).isEqualTo("urn:tally:problem:another-epoch");
        assertThat(answer.json().get("field").asText()).isEqualTo("after");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1",
                "eu-central-1%230:1",
                "EPOCH:eu-central-1%230:x",
                "EPOCH:eu-central-1%230:-1",
                "EPOCH:eu-central-1%230:111111111111111111111111111111111111111111111111111111111111",
                "EPOCH:eu-central-1%231000:1",
                "EPOCH:eu-central-1%2399:1",
                "EPOCH:us-east-1%230:1",
                "EPOCH:dislikes%230:1",
                "EPOCH:eu-central-1%23x:1",
                "EPOCH::1",
                "x:eu-central-1%230:1"
            })
    void get_afterSomethingElse_400WithFieldAndRule(String after) {
        Answer answer = api.get("/v1/counters/likes?after=" + after.replace("EPOCH", EPOCH.value()));
        assertThat(answer.status()).isEqualTo(400);
        JsonNode problem = answer.json();
        assertThat(problem.get("type").asText()).isEqualTo("urn:tally:problem:invalid-query");
        assertThat(problem.get("field").asText()).isEqualTo("after");
        assertThat(problem.get("detail").asText()).startsWith("after must ");
    }

    @Test
    void get_afterAReceiptOfAShardAboveTheSetting_isItsShard() {
        Shard above = new Shard(LIKES, 7);
        tallies.count(above, new QueuedChange(sequence(5), new Click(idAt(NOW), LIKES, 3)), NOW);
        assertThat(api.get("/v1/counters/likes?after=" + EPOCH + ":eu-central-1%237:5")
                        .status())
                .isEqualTo(200);
    }

    @Test
    void get_afterAReceipt_aShardLacksTheReset_hasTheCountSinceTheReset() {
        tallies.count(new Shard(LIKES, 0), new QueuedChange(sequence(1), new Click(idAt(NOW), LIKES, 3)), NOW);
        tallies.count(new Shard(LIKES, 1), new QueuedChange(sequence(1), new Reset(idAt(NOW), LIKES, 2)), NOW);
        tallies.count(new Shard(LIKES, 1), new QueuedChange(sequence(2), new Click(idAt(NOW), LIKES, 4)), NOW);
        JsonNode counted = api.get("/v1/counters/likes?after=" + EPOCH + ":eu-central-1%230:1")
                .json();
        assertThat(counted.get("count").asLong()).isEqualTo(4);
        assertThat(counted.get("version").asLong()).isEqualTo(3);
    }

    private static String after(Answer click) {
        JsonNode json = click.json();
        return "/v1/counters/likes?after=" + json.get("epoch").asText() + ":"
                + json.at("/receipt/shard").asText().replace("#", "%23") + ":"
                + json.at("/receipt/sequence").asText();
    }

    private Duration waited() {
        return pauses.pauses().stream().reduce(Duration.ZERO, Duration::plus);
    }
}
