package dev.tally.counter.dynamodb;

import static dev.tally.counter.Fixtures.COUNTER;
import static dev.tally.counter.Fixtures.EPOCH;
import static dev.tally.counter.Fixtures.NOW;
import static dev.tally.counter.Fixtures.QUEUE;
import static dev.tally.counter.Fixtures.SHARD;
import static dev.tally.counter.Fixtures.clickAt;
import static dev.tally.counter.Fixtures.idAt;
import static dev.tally.counter.Fixtures.queued;
import static dev.tally.counter.Fixtures.sequence;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tally.counter.ConnectionId;
import dev.tally.counter.ConnectionStore;
import dev.tally.counter.ConnectionStoreContract;
import dev.tally.counter.CounterId;
import dev.tally.counter.Epoch;
import dev.tally.counter.HistoryStore;
import dev.tally.counter.HistoryStoreContract;
import dev.tally.counter.HotListStore;
import dev.tally.counter.HotListStoreContract;
import dev.tally.counter.Increment;
import dev.tally.counter.LaggingStore;
import dev.tally.counter.LaggingStoreContract;
import dev.tally.counter.LiveMode;
import dev.tally.counter.Minutes;
import dev.tally.counter.Post;
import dev.tally.counter.PostStore;
import dev.tally.counter.PostStoreContract;
import dev.tally.counter.Published;
import dev.tally.counter.PushBudget;
import dev.tally.counter.PushBudgetContract;
import dev.tally.counter.QueuedChange;
import dev.tally.counter.ResetStore;
import dev.tally.counter.ResetStoreContract;
import dev.tally.counter.SequenceNumber;
import dev.tally.counter.Shard;
import dev.tally.counter.ShardState;
import dev.tally.counter.StoreUnavailableException;
import dev.tally.counter.Tally;
import dev.tally.counter.TallyPlanner;
import dev.tally.counter.TallyStore;
import dev.tally.counter.TallyStoreContract;
import dev.tally.counter.Total;
import dev.tally.counter.TotalStore;
import dev.tally.counter.TotalStoreContract;
import dev.tally.counter.UnreadableItemException;
import dev.tally.counter.Vote;
import dev.tally.counter.Voter;
import dev.tally.counter.VotesContract;
import dev.tally.runtime.sdk.SdkFailuresTest;
import dev.tally.runtime.trace.FakeSpans;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.BatchWriteItemRequest;
import software.amazon.awssdk.services.dynamodb.model.BatchWriteItemResponse;
import software.amazon.awssdk.services.dynamodb.model.GetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.GetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.KeysAndAttributes;
import software.amazon.awssdk.services.dynamodb.model.ReturnConsumedCapacity;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemResponse;
import software.amazon.awssdk.services.dynamodb.model.WriteRequest;

class DynamoDbStoresTest {

    private static final String REGION = "eu-central-1";

    private static final TestDynamoDb DATABASE = new TestDynamoDb();

    @AfterAll
    static void stop() {
        DATABASE.close();
    }

    @Nested
    class HotLists extends HotListStoreContract {

        @Override
        protected HotListStore store() {
            return new DynamoDbHotListStore(DATABASE.client(), DATABASE.emptyTable(), REGION);
        }
    }

    @Nested
    class Lagging extends LaggingStoreContract {

        @Override
        protected LaggingStore store() {
            return new DynamoDbLaggingStore(DATABASE.client(), DATABASE.emptyTable(), REGION);
        }
    }

    @Nested
    class Tallies extends TallyStoreContract {
        @Override
        protected TallyStore store() {
            return new DynamoDbTallyStore(DATABASE.client(), DATABASE.emptyTable(), REGION);
        }
    }

    @Nested
    class Votes extends VotesContract {
        @Override
        protected Stores stores() {
            String table = DATABASE.emptyTable();
            return new Stores(
                    new DynamoDbTallyStore(DATABASE.client(), table, REGION),
                    new DynamoDbVoteStore(DATABASE.client(), table, REGION),
                    new DynamoDbVoteSums(DATABASE.client(), table, REGION));
        }

        @Override
        protected int runs() {
            return 30;
        }
    }

    @Nested
    class ResetsTest extends ResetStoreContract {

        @Override
        protected ResetStore store() {
            return new DynamoDbResetStore(DATABASE.client(), DATABASE.emptyTable(), REGION);
        }
    }

    @Nested
    class Totals extends TotalStoreContract {
        @Override
        protected TotalStore store() {
            return new DynamoDbTotalStore(DATABASE.client(), DATABASE.emptyTable(), EPOCH);
        }
    }

    @Nested
    class History extends HistoryStoreContract {
        @Override
        protected HistoryStore store() {
            return new DynamoDbHistoryStore(DATABASE.client(), DATABASE.emptyTable(), REGION);
        }
    }

    @Nested
    class Connections extends ConnectionStoreContract {
        @Override
        protected ConnectionStore store() {
            return new DynamoDbConnectionStore(DATABASE.client(), DATABASE.emptyTable());
        }
    }

    @Nested
    class Pushes extends PushBudgetContract {
        @Override
        protected PushBudget budget() {
            return new DynamoDbPushBudget(DATABASE.client(), DATABASE.emptyTable());
        }
    }

    @Nested
    class Posts extends PostStoreContract {
        @Override
        protected PostStore store() {
            return new DynamoDbPostStore(DATABASE.client(), DATABASE.emptyTable());
        }
    }

    @Test
    void add_fromTwoRegions_writesTwoShards() {
        String table = DATABASE.emptyTable();
        Increment increment = increment(1);
        new DynamoDbTallyStore(DATABASE.client(), table, REGION).add(increment, NOW);
        DynamoDbTallyStore elsewhere = new DynamoDbTallyStore(DATABASE.client(), table, "us-east-1");
        elsewhere.add(increment, NOW);
        assertThat(elsewhere.tallies(COUNTER)).extracting(Tally::total).containsExactly(3L, 3L);
    }

    @Test
    void add_traceOfAnEarlierWrite_isRemoved() {
        String table = DATABASE.emptyTable();
        DynamoDbTallyStore tallies = new DynamoDbTallyStore(DATABASE.client(), table, REGION);
        DynamoDbTotalStore totals = new DynamoDbTotalStore(DATABASE.client(), table, EPOCH);
        tallies.add(increment(1).withTrace(Optional.of(FakeSpans.ABOVE)), NOW);
        totals.publish(
                Total.sum(COUNTER, EPOCH, QUEUE, tallies.shards(COUNTER), NOW),
                Total.zero(COUNTER, EPOCH),
                Optional.of(FakeSpans.ABOVE));
        assertThat(traces(table)).containsExactly(FakeSpans.ABOVE.header(), FakeSpans.ABOVE.header());
        tallies.add(increment(2), NOW);
        totals.publish(Total.sum(COUNTER, EPOCH, QUEUE, tallies.shards(COUNTER), NOW));
        assertThat(traces(table)).isEmpty();
    }

    @Test
    void tallies_aShardThatWasEditedByHand_isUnreadableAndNamed() {
        String table = DATABASE.emptyTable();
        DynamoDbTallyStore tallies = new DynamoDbTallyStore(DATABASE.client(), table, REGION);
        tallies.add(increment(1), NOW);
        editEach(table, "total");
        assertThatThrownBy(() -> tallies.tallies(COUNTER))
                .isInstanceOf(UnreadableItemException.class)
                .hasMessageContaining("pk=shards#" + COUNTER + " sk=" + REGION);
    }

    @Test
    void add_aWatermarkThatWasEditedByHand_isUnreadableAndNamed() {
        String table = DATABASE.emptyTable();
        DynamoDbTallyStore tallies = new DynamoDbTallyStore(DATABASE.client(), table, REGION);
        tallies.add(increment(1), NOW);
        editEach(table, "w#" + QUEUE);
        assertThatThrownBy(() -> tallies.add(increment(1), NOW))
                .isInstanceOf(UnreadableItemException.class)
                .hasMessageContaining("pk=shards#" + COUNTER + " sk=" + REGION);
    }

    @Test
    void find_aVoteThatWasEditedByHand_isUnreadableAndNamesNoVoter() {
        String table = DATABASE.emptyTable();
        DynamoDbTallyStore tallies = new DynamoDbTallyStore(DATABASE.client(), table, REGION);
        DynamoDbVoteStore votes = new DynamoDbVoteStore(DATABASE.client(), table, REGION);
        CounterId likes = new CounterId("like~a");
        Shard shard = new Shard(likes, 3);
        Voter ann = Voter.ofClient("ann-0123456789abcdef");
        QueuedChange vote = new QueuedChange(sequence(1), Vote.of(idAt(NOW), likes, ann, 1));
        tallies.add(
                TallyPlanner.plan(shard, QUEUE, List.of(vote), ShardState.UNKNOWN, NOW)
                        .increment()
                        .orElseThrow(),
                NOW);
        editEach(table, "value");
        for (ThrowingCallable reading : List.<ThrowingCallable>of(
                () -> votes.find(ann, Set.of(likes)), () -> tallies.state(shard, QUEUE, Set.of(ann)))) {
            assertThatThrownBy(reading)
                    .isInstanceOf(UnreadableItemException.class)
                    .hasMessageContaining("pk=vote#... sk=" + likes + "#" + REGION)
                    .hasMessageNotContaining(ann.value());
        }
    }

    @Test
    void newest_aPostThatWasEditedByHand_isUnreadableAndNamed() {
        String table = DATABASE.emptyTable();
        DynamoDbPostStore posts = new DynamoDbPostStore(DATABASE.client(), table);
        Post post = new Post(idAt(NOW), "A title", "Ten characters or more.");
        posts.write(post);
        editEach(table, "title");
        for (ThrowingCallable reading :
                List.<ThrowingCallable>of(() -> posts.newest(1, null), () -> posts.find(post.id()))) {
            assertThatThrownBy(reading)
                    .isInstanceOf(UnreadableItemException.class)
                    .hasMessageContaining("pk=posts#", "sk=" + post.id());
        }
    }

    @Test
    void write_manyPosts_usesSeveralPartitions() {
        String table = DATABASE.emptyTable();
        DynamoDbPostStore posts = new DynamoDbPostStore(DATABASE.client(), table);
        for (int age = 0; age < 40; age++) {
            posts.write(new Post(idAt(NOW.minusSeconds(age)), "A title", "Ten characters or more."));
        }
        assertThat(DATABASE.client().scan(scan -> scan.tableName(table)).items().stream()
                        .map(item -> item.get("pk"))
                        .collect(Collectors.toSet()))
                .hasSize(4);
    }

    @Test
    void minutes_oneThatWasEditedByHand_isUnreadableAndNamed() {
        String table = DATABASE.emptyTable();
        DynamoDbHistoryStore history = new DynamoDbHistoryStore(DATABASE.client(), table, REGION);
        long minute = Minutes.of(NOW);
        history.record(COUNTER, new Minutes(new TreeMap<>(Map.of(minute, 3L))), EPOCH, 1, NOW);
        editEach(table, "m0");
        assertThatThrownBy(() -> history.minutes(COUNTER, minute, minute))
                .isInstanceOf(UnreadableItemException.class)
                .hasMessageContaining("pk=history#" + COUNTER + " sk=" + REGION);
    }

    @Test
    void viewers_oneThatWasEditedByHand_isUnreadableAndNamed() {
        String table = DATABASE.emptyTable();
        DynamoDbConnectionStore connections = new DynamoDbConnectionStore(DATABASE.client(), table);
        ConnectionId connection = new ConnectionId("abc=");
        connections.open(connection, NOW);
        connections.subscribe(connection, Set.of(COUNTER), NOW);
        editEach(table, "expiresAt");
        assertThatThrownBy(() -> connections.viewers(COUNTER, NOW))
                .isInstanceOf(UnreadableItemException.class)
                .hasMessageContaining("pk=viewers#" + COUNTER + " sk=")
                .hasMessageContaining("abc=");
    }

    /** Makes one attribute of each item of a table unreadable: neither a text nor a number. */
    private static void editEach(String table, String attribute) {
        DynamoDbClient client = DATABASE.client();
        client.scan(scan -> scan.tableName(table))
                .items()
                .forEach(item -> client.updateItem(edit -> edit.tableName(table)
                        .key(Map.of("pk", item.get("pk"), "sk", item.get("sk")))
                        .updateExpression("SET #attribute = :edited")
                        .expressionAttributeNames(Map.of("#attribute", attribute))
                        .expressionAttributeValues(Map.of(":edited", AttributeValue.fromBool(true)))));
    }

    private static Increment increment(long sequence) {
        return TallyPlanner.plan(SHARD, QUEUE, List.of(queued(sequence, 3)), ShardState.UNKNOWN, NOW)
                .increment()
                .orElseThrow();
    }

    private static List<String> traces(String table) {
        return DATABASE.client().scan(scan -> scan.tableName(table)).items().stream()
                .filter(item -> item.containsKey("trace"))
                .map(item -> item.get("trace").s())
                .toList();
    }

    @Test
    void find_connectionGoneWhileTheSdkAborts_isUnavailable() {
        NullPointerException gone = SdkFailuresTest.goneConnection();
        for (RuntimeException failure : List.of(gone, new IllegalStateException(gone))) {
            assertThatThrownBy(() -> new DynamoDbTotalStore(failing(failure), "counters", EPOCH).find(COUNTER))
                    .isInstanceOf(StoreUnavailableException.class)
                    .hasMessageContaining("reading a total failed");
        }
    }

    @Test
    void find_programmingFault_isThrownUnchanged() {
        NullPointerException ofOurCode = new NullPointerException("no such attribute");
        for (RuntimeException fault : List.of(new IllegalArgumentException("no such name"), ofOurCode)) {
            assertThatThrownBy(() -> new DynamoDbTotalStore(failing(fault), "counters", EPOCH).find(COUNTER))
                    .isSameAs(fault);
        }
    }

    private static DynamoDbClient failing(RuntimeException failure) {
        return new StubClient() {
            @Override
            public GetItemResponse getItem(GetItemRequest request) {
                throw failure;
            }
        };
    }

    @Test
    void eventuallyConsistent_everyRead_isNotStrong() {
        List<Boolean> strong = new ArrayList<>();
        DynamoDbClient recording = new StubClient() {
            @Override
            public GetItemResponse getItem(GetItemRequest request) {
                strong.add(request.consistentRead());
                return GetItemResponse.builder().build();
            }

            @Override
            public BatchGetItemResponse batchGetItem(BatchGetItemRequest request) {
                request.requestItems().values().forEach(keys -> strong.add(keys.consistentRead()));
                return BatchGetItemResponse.builder().responses(Map.of()).build();
            }
        };
        DynamoDbTotalStore totals = new DynamoDbTotalStore(recording, "counters", EPOCH);
        for (TotalStore store : List.of(totals, totals.eventuallyConsistent())) {
            store.find(COUNTER);
            store.findAll(Set.of(COUNTER, new CounterId("other")));
        }
        assertThat(strong).containsExactly(true, true, false, false);
    }

    @Test
    void findAll_unprocessedKeys_areRequestedAgain() {
        String table = DATABASE.emptyTable();
        DynamoDbTotalStore totals = new DynamoDbTotalStore(DATABASE.client(), table, EPOCH);
        totals.publish(Total.sum(COUNTER, EPOCH, QUEUE, Map.of("eu-central-1#0", tally(3)), NOW));
        CounterId other = new CounterId("other");
        List<Integer> requested = new ArrayList<>();
        DynamoDbClient oneAtATime = new StubClient() {
            @Override
            public BatchGetItemResponse batchGetItem(BatchGetItemRequest request) {
                KeysAndAttributes wanted =
                        request.requestItems().values().iterator().next();
                List<Map<String, AttributeValue>> keys = wanted.keys();
                requested.add(keys.size());
                BatchGetItemResponse answer = DATABASE.client()
                        .batchGetItem(get -> get.requestItems(Map.of(
                                table,
                                wanted.toBuilder().keys(keys.subList(0, 1)).build())));
                Map<String, KeysAndAttributes> left = keys.size() == 1
                        ? Map.of()
                        : Map.of(
                                table,
                                wanted.toBuilder()
                                        .keys(keys.subList(1, keys.size()))
                                        .build());
                return answer.toBuilder().unprocessedKeys(left).build();
            }
        };
        Map<CounterId, Published> found =
                new DynamoDbTotalStore(oneAtATime, table, EPOCH).findAll(Set.of(COUNTER, other));
        assertThat(requested).containsExactly(2, 1);
        assertThat(found).isEqualTo(Map.of(COUNTER, totals.find(COUNTER), other, Published.zero(other, EPOCH)));
    }

    @Test
    void findAll_keysNeverProcessed_isUnavailable() {
        DynamoDbClient throttled = new StubClient() {
            @Override
            public BatchGetItemResponse batchGetItem(BatchGetItemRequest request) {
                return BatchGetItemResponse.builder()
                        .unprocessedKeys(request.requestItems())
                        .build();
            }
        };
        Set<CounterId> counters = Set.of(COUNTER, new CounterId("other"));
        assertThatThrownBy(() -> new DynamoDbTotalStore(throttled, "counters", EPOCH).findAll(counters))
                .isInstanceOf(StoreUnavailableException.class)
                .hasMessageContaining("reading totals failed");
    }

    @Test
    void tallies_noSuchTable_isUnavailable() {
        assertThatThrownBy(() -> new DynamoDbTallyStore(DATABASE.client(), "absent", REGION).tallies(COUNTER))
                .isInstanceOf(StoreUnavailableException.class)
                .hasMessageContaining("reading the shards failed");
    }

    @Test
    void viewers_olderThanAConnectionCanBe_areOmitted() {
        ConnectionStore store = new DynamoDbConnectionStore(DATABASE.client(), DATABASE.emptyTable());
        ConnectionId connection = new ConnectionId("L0SM9cOFvHcCIhw=");
        store.open(connection, NOW);
        store.subscribe(connection, Set.of(COUNTER), NOW);
        assertThat(store.viewers(COUNTER, NOW.plus(Duration.ofHours(2)))).containsExactly(connection);
        assertThat(store.viewers(COUNTER, NOW.plus(Duration.ofHours(3)))).isEmpty();
    }

    @Test
    void subscribe_unprocessedWrites_areSentAgain() {
        String table = DATABASE.emptyTable();
        List<Integer> sent = new ArrayList<>();
        DynamoDbClient oneAtATime = new StubClient() {
            @Override
            public GetItemResponse getItem(GetItemRequest request) {
                return DATABASE.client().getItem(request);
            }

            @Override
            public UpdateItemResponse updateItem(UpdateItemRequest request) {
                return DATABASE.client().updateItem(request);
            }

            @Override
            public BatchWriteItemResponse batchWriteItem(BatchWriteItemRequest request) {
                List<WriteRequest> writes =
                        request.requestItems().values().iterator().next();
                sent.add(writes.size());
                DATABASE.client().batchWriteItem(write -> write.requestItems(Map.of(table, writes.subList(0, 1))));
                return BatchWriteItemResponse.builder()
                        .unprocessedItems(
                                writes.size() == 1 ? Map.of() : Map.of(table, writes.subList(1, writes.size())))
                        .build();
            }
        };
        ConnectionStore store = new DynamoDbConnectionStore(DATABASE.client(), table);
        ConnectionId connection = new ConnectionId("L0SM9cOFvHcCIhw=");
        store.open(connection, NOW);
        Set<CounterId> counters = Set.of(COUNTER, new CounterId("other"), new CounterId("third"));
        new DynamoDbConnectionStore(oneAtATime, table).subscribe(connection, counters, NOW);
        assertThat(sent).containsExactly(3, 2, 1);
        assertThat(counters)
                .allSatisfy(counter -> assertThat(store.viewers(counter, NOW)).containsExactly(connection));
    }

    @Test
    void touchAndViewers_neverClicked_createNoItem() {
        String table = DATABASE.emptyTable();
        TotalStore totals = new DynamoDbTotalStore(DATABASE.client(), table, EPOCH);
        totals.touch(COUNTER);
        totals.setViewers(COUNTER, 3, LiveMode.PUSH);
        assertThat(DATABASE.client().scan(scan -> scan.tableName(table)).items())
                .isEmpty();
    }

    @Test
    void unsubscribe_countersThatItIsNoViewerOf_onlyReads() {
        List<String> calls = new ArrayList<>();
        DynamoDbClient recording = new StubClient() {
            @Override
            public GetItemResponse getItem(GetItemRequest request) {
                calls.add("read");
                return GetItemResponse.builder().build();
            }
        };
        Set<CounterId> many = IntStream.range(0, 50)
                .mapToObj(index -> new CounterId("made-up-" + index))
                .collect(Collectors.toSet());
        new DynamoDbConnectionStore(recording, "connections").unsubscribe(new ConnectionId("abc="), many);
        assertThat(calls).containsExactly("read");
    }

    @Test
    void publish_inTwoRegions_isTwoTotals() {
        String table = DATABASE.emptyTable();
        new DynamoDbTotalStore(DATABASE.client(), table, EPOCH)
                .publish(Total.sum(COUNTER, EPOCH, QUEUE, Map.of("eu-central-1#0", tally(3)), NOW));
        TotalStore elsewhere = new DynamoDbTotalStore(DATABASE.client(), table, new Epoch("us-east-1.1"));
        assertThat(elsewhere.find(COUNTER).total().count()).isZero();
        assertThat(new DynamoDbTallyStore(DATABASE.client(), table, REGION).tallies(COUNTER))
                .isEmpty();
    }

    private static Tally tally(long total) {
        return new Tally(total, 1, Map.of(), Minutes.NONE, NOW);
    }

    /** Together with two writes of one unit each, a rollup of 16 shards costs 4 units. */
    @Test
    void tallies_sixteenShardsWithEveryMinuteKept_costTwoReadUnits() {
        String table = DATABASE.emptyTable();
        DynamoDbTallyStore store = new DynamoDbTallyStore(DATABASE.client(), table, REGION);
        for (int minute = 0; minute < Minutes.KEPT; minute++) {
            Instant now = NOW.plusSeconds(60L * minute);
            for (int index = 0; index < 16; index++) {
                QueuedChange click = new QueuedChange(sequence(16L * minute + index), clickAt(now, 1000));
                store.add(
                        TallyPlanner.plan(new Shard(COUNTER, index), QUEUE, List.of(click), ShardState.UNKNOWN, now)
                                .increment()
                                .orElseThrow(),
                        now);
            }
        }
        assertThat(store.tallies(COUNTER))
                .hasSize(16)
                .allSatisfy(tally -> assertThat(tally.minutes().sums()).hasSize(Minutes.KEPT));
        totalsAndHistory(table, store);
        double units = DATABASE.client()
                .query(query -> query.tableName(table)
                        .consistentRead(true)
                        .keyConditionExpression("pk = :pk")
                        .expressionAttributeValues(Map.of(":pk", ShardItem.partition(COUNTER)))
                        .returnConsumedCapacity(ReturnConsumedCapacity.TOTAL))
                .consumedCapacity()
                .capacityUnits();
        assertThat(units).isLessThanOrEqualTo(2);
    }

    /** Adds the items of a counter that are not shards. */
    private static void totalsAndHistory(String table, TallyStore store) {
        Total total = Total.sum(COUNTER, EPOCH, QUEUE, store.shards(COUNTER), NOW);
        TotalStore totals = new DynamoDbTotalStore(DATABASE.client(), table, EPOCH);
        totals.publish(total);
        totals.touch(COUNTER);
        totals.setViewers(COUNTER, 3, LiveMode.PUSH);
        new DynamoDbHistoryStore(DATABASE.client(), table, REGION)
                .record(COUNTER, total.minutes(), EPOCH, total.version(), NOW);
    }

    @Test
    void query_partitionOfTheShards_findsNothingElse() {
        String table = DATABASE.emptyTable();
        DynamoDbTallyStore tallies = new DynamoDbTallyStore(DATABASE.client(), table, REGION);
        tallies.add(increment(1), NOW);
        totalsAndHistory(table, tallies);
        List<Map<String, AttributeValue>> items =
                DATABASE.client().scan(scan -> scan.tableName(table)).items();
        assertThat(items)
                .extracting(item -> Items.text(item, "pk"))
                .containsExactlyInAnyOrder("shards#" + COUNTER, "total#" + COUNTER, "history#" + COUNTER);
    }

    @Test
    void record_anHourWithLargeSumsOfALongId_costsOneWriteUnit() {
        String table = DATABASE.emptyTable();
        CounterId counter = new CounterId("c".repeat(96));
        DynamoDbHistoryStore history = new DynamoDbHistoryStore(DATABASE.client(), table, "ap-southeast-1");
        TreeMap<Long, Long> hour = new TreeMap<>();
        for (long minute = 0; minute < 60; minute++) {
            hour.put(Minutes.of(NOW) + minute, -1_234_567_890_123L);
        }
        history.record(counter, new Minutes(hour), EPOCH, 1_234_567_890_123L, NOW);
        assertThat(history.minutes(counter, hour.firstKey(), hour.lastKey()).sums())
                .isEqualTo(hour);
        assertThat(writeUnits(table)).isEqualTo(1);
    }

    @Test
    void publish_aTotalOfTwoShardsWithEveryMinuteKept_costsOneWriteUnit() {
        String table = DATABASE.emptyTable();
        CounterId counter = new CounterId("c".repeat(96));
        Epoch epoch = new Epoch("ap-southeast-1.20261129201503120-20261129202103123400000001");
        TreeMap<Long, Long> minutes = new TreeMap<>();
        for (int minute = 0; minute < Minutes.KEPT; minute++) {
            minutes.put(Minutes.of(NOW) - minute, -1_234_567_890L);
        }
        Tally tally = new Tally(
                1_234_567_890_123L,
                1_234_567_890L,
                Map.of(
                        QUEUE,
                        new SequenceNumber(BigInteger.valueOf(Long.MAX_VALUE).multiply(BigInteger.TEN))),
                new Minutes(minutes),
                NOW);
        Map<String, Tally> shards = Map.of("ap-southeast-1#998", tally, "ap-southeast-1#999", tally);
        TotalStore totals = new DynamoDbTotalStore(DATABASE.client(), table, epoch);
        totals.publish(
                Total.sum(counter, epoch, QUEUE, shards, NOW),
                Total.zero(counter, epoch),
                Optional.of(FakeSpans.ABOVE));
        totals.touch(counter);
        totals.setViewers(counter, 20_000, new LiveMode(819_200, NOW, 20_000));
        assertThat(writeUnits(table)).isEqualTo(1);
    }

    @Test
    void publish_afterARestore_replacesTheTotalOfTheEarlierEpoch() {
        String table = DATABASE.emptyTable();
        Epoch later = new Epoch(EPOCH + "-1");
        TotalStore before = new DynamoDbTotalStore(DATABASE.client(), table, EPOCH);
        TotalStore after = new DynamoDbTotalStore(DATABASE.client(), table, later);
        Total old = Total.sum(COUNTER, EPOCH, QUEUE, Map.of("eu-central-1#0", tally(3)), NOW);
        before.publish(old);
        assertThat(after.find(COUNTER).total()).isEqualTo(old.in(later));
        Total total = Total.sum(COUNTER, later, QUEUE, Map.of("eu-central-1#0", tally(2)), NOW);
        assertThat(after.publish(total, Total.zero(COUNTER, later), Optional.empty()))
                .contains(old);
        assertThat(after.publish(total, old, Optional.empty())).isEmpty();
        assertThat(before.find(COUNTER).total()).isEqualTo(total);
        assertThat(before.publish(old, old, Optional.empty())).contains(total);
    }

    /** Returns the units of a write of the only item of a table. */
    private static double writeUnits(String table) {
        Map<String, AttributeValue> item =
                DATABASE.client().scan(scan -> scan.tableName(table)).items().get(0);
        return DATABASE.client()
                .updateItem(update -> update.tableName(table)
                        .key(Map.of("pk", item.get("pk"), "sk", item.get("sk")))
                        .updateExpression("SET version = version")
                        .returnConsumedCapacity(ReturnConsumedCapacity.TOTAL))
                .consumedCapacity()
                .capacityUnits();
    }

    /** A client with the answers of a test. */
    private abstract static class StubClient implements DynamoDbClient {

        @Override
        public String serviceName() {
            return "dynamodb";
        }

        @Override
        public void close() {}
    }
}
