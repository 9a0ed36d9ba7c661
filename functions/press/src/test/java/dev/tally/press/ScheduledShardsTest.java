package dev.tally.press;

import static dev.tally.counter.Fixtures.NOW;
import static dev.tally.counter.Fixtures.idAt;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tally.counter.Admission;
import dev.tally.counter.Click;
import dev.tally.counter.ClickId;
import dev.tally.counter.CounterId;
import dev.tally.counter.HotListReader;
import dev.tally.counter.Minutes;
import dev.tally.counter.Schedule;
import dev.tally.counter.Shard;
import dev.tally.counter.ShardLoad;
import dev.tally.counter.ShardPlanner;
import dev.tally.counter.Tally;
import dev.tally.counter.message.QueueMessage;
import dev.tally.press.ApiClient.Answer;
import dev.tally.press.queue.FakeClickQueue;
import dev.tally.runtime.quarkus.SnapStart;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.crac.Core;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The shards of clicks by the schedule, and the rejection of clicks of lagging counters. */
@QuarkusTest
class ScheduledShardsTest {

    private static final CounterId LIKES = new CounterId("likes");
    private static final String CLICKS = "/v1/counters/likes/clicks";

    @Inject
    ApiClient api;

    @Inject
    FakeClickQueue queue;

    @Inject
    FakeHotList hotList;

    @Inject
    HotListReader reader;

    @Inject
    FakeTallies tallies;

    @Inject
    RejectLagging rejectLagging;

    @Inject
    SnapStart snapStart;

    @BeforeEach
    @AfterEach
    void reset() {
        queue.reset();
        hotList.reset();
        reader.forget();
        tallies.reset();
        rejectLagging.forget();
    }

    @Test
    void click_aroundAChange_hasTheShardsOfTheTimeOfItsId() {
        schedule(64, NOW.minusSeconds(30));
        for (int offset = -60; offset < 20; offset++) {
            ClickId id = idAt(NOW.plusSeconds(offset));
            assertThat(press(id).status()).isEqualTo(202);
            Click click = new Click(id, LIKES, 1);
            assertThat(lastShard()).isEqualTo(Shard.of(click, offset < -30 ? 2 : 64));
        }
    }

    @Test
    void adjustment_afterAChange_hasTheShardsOfTheTimeOfItsId() {
        schedule(64, NOW.minusSeconds(30));
        ClickId id = idAt(NOW);
        Answer answer = api.administer(
                "POST", "/v1/counters/likes/adjustments", "{\"delta\":9}", "Idempotency-Key", id.toString());
        assertThat(answer.status()).isEqualTo(202);
        assertThat(lastShard()).isEqualTo(Shard.of(new Click(id, LIKES, 1), 64));
    }

    @Test
    void reset_pendingEntry_addressesItsShards() {
        schedule(8, NOW.plusSeconds(90));
        api.post(CLICKS, "");
        tallies.countAll(queue);
        queue.reset();
        assertThat(api.administer("POST", "/v1/counters/likes/reset", null).status())
                .isEqualTo(202);
        assertThat(queue.messages()).hasSize(8);
    }

    @Test
    void click_listUnreadable_onlyClientsKeysAreRejected() {
        hotList.goDown();
        Answer rejected = press(idAt(NOW));
        assertThat(rejected.status()).isEqualTo(503);
        assertThat(rejected.header("Retry-After")).isEqualTo("2");
        assertThat(rejected.json().get("type").asText()).isEqualTo("urn:tally:problem:table-unavailable");
        assertThat(queue.messages()).isEmpty();
        assertThat(api.post(CLICKS, "").status()).isEqualTo(202);
        assertThat(queue.messages()).hasSize(1);
    }

    @Test
    void click_listUnreadableAndQueueDown_offersNoKeyForARepetition() {
        queue.goDown();
        assertThat(api.post(CLICKS, "").json().has("clickId")).isTrue();
        hotList.goDown();
        reader.forget();
        Answer answer = api.post(CLICKS, "");
        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.json().has("clickId")).isFalse();
    }

    @Test
    void afterRestore_list_isReadAgain() {
        assertThat(press(idAt(NOW)).status()).isEqualTo(202);
        hotList.goDown();
        assertThat(press(idAt(NOW)).status()).isEqualTo(202);
        snapStart.afterRestore(Core.getGlobalContext());
        assertThat(press(idAt(NOW)).status()).isEqualTo(503);
    }

    @Test
    void click_laggingHotCounter_isRejectedBeforeTheQueue() {
        schedule(4, NOW.plusSeconds(90));
        hotList.lagging().put(LIKES, FakeHotList.REJECTING, NOW);
        Answer answer = press(idAt(NOW));
        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.header("Retry-After")).isEqualTo("2");
        assertThat(answer.json().get("type").asText()).isEqualTo("urn:tally:problem:lagging");
        assertThat(queue.messages()).isEmpty();
        assertThat(api.post("/v1/counters/other/clicks", "").status()).isEqualTo(202);
        assertThat(hotList.lagging().reads()).isEqualTo(1);
    }

    /** A client that chooses the ids of one shard. */
    @Test
    void click_oneOfTwoShardsLags_isRejectedBeforeTheQueue() {
        ShardLoad lags = ShardLoad.of(Admission.NONE, 10, NOW);
        SortedMap<String, Tally> shards = new TreeMap<>();
        shards.put("here#0", new Tally(1, 1, Map.of(), Minutes.NONE, NOW).with(lags));
        shards.put("here#1", new Tally(1, 1, Map.of(), Minutes.NONE, NOW));
        new ShardPlanner(2, 256)
                .plan(Schedule.NONE, shards, Set.of(), "here", NOW)
                .ifPresent(planned -> hotList.replace(LIKES, Schedule.NONE, planned));
        hotList.lagging().put(LIKES, new Admission(ShardPlanner.lag(shards, "here", NOW), NOW.plusSeconds(6)), NOW);
        assertThat(press(idAt(NOW)).status()).isEqualTo(503);
        assertThat(queue.messages()).isEmpty();
    }

    @Test
    void click_counterLagsALittle_isRejectedForAShareOfTheIds() {
        schedule(4, NOW.plusSeconds(90));
        Admission half = new Admission(Duration.ofSeconds(10), NOW.plusSeconds(30));
        hotList.lagging().put(LIKES, half, NOW);
        for (int press = 0; press < 20; press++) {
            ClickId id = idAt(NOW);
            int status = half.admits(id, NOW) ? 202 : 503;
            assertThat(press(id).status()).isEqualTo(status);
            assertThat(press(id).status()).isEqualTo(status);
        }
    }

    @Test
    void vote_laggingCounter_isRejectedBeforeTheQueue() {
        hotList.lagging().put(new CounterId("like~a"), FakeHotList.REJECTING, NOW);
        Answer answer = api.call("PUT", "/v1/counters/like~a/vote", "{\"value\":1}", "Tally-Voter", "voter-0123456789");
        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.json().get("type").asText()).isEqualTo("urn:tally:problem:lagging");
        assertThat(queue.messages()).isEmpty();
    }

    @Test
    void click_noLongerLagging_isAccepted() {
        schedule(4, NOW.plusSeconds(90));
        hotList.lagging().put(LIKES, new Admission(Admission.NONE, NOW), NOW);
        assertThat(press(idAt(NOW)).status()).isEqualTo(202);
        assertThat(press(idAt(NOW)).status()).isEqualTo(202);
        assertThat(hotList.lagging().reads()).isEqualTo(1);
    }

    @Test
    void click_coldCounters_neverReadTheLaggingOnes() {
        assertThat(api.post(CLICKS, "").status()).isEqualTo(202);
        assertThat(hotList.lagging().reads()).isZero();
    }

    private void schedule(int shards, Instant from) {
        hotList.replace(LIKES, Schedule.NONE, new Schedule(1, List.of(new Schedule.Entry(from, shards))));
        reader.forget();
    }

    private Answer press(ClickId id) {
        return api.post(CLICKS, "", "Idempotency-Key", id.toString());
    }

    private Shard lastShard() {
        List<QueueMessage> messages = queue.messages();
        return ((QueueMessage.OfShard) messages.get(messages.size() - 1)).shard();
    }
}
