package dev.tally.localstack.sources.streams;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tally.counter.Click;
import dev.tally.counter.ClickIds;
import dev.tally.counter.CounterId;
import dev.tally.counter.Increment;
import dev.tally.counter.QueuedChange;
import dev.tally.counter.SequenceNumber;
import dev.tally.counter.Shard;
import dev.tally.counter.ShardState;
import dev.tally.counter.Tally;
import dev.tally.counter.TallyPlanner;
import dev.tally.counter.dynamodb.DynamoDbTallyStore;
import dev.tally.localstack.cloud.Cloud;
import dev.tally.localstack.cloud.EmbeddedCloud;
import dev.tally.localstack.cloud.Resources;
import dev.tally.localstack.spec.ProjectRoot;
import dev.tally.localstack.spec.StackSpec;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** The replication of the tests with two regions. It must also lose the writes that DynamoDB loses. */
class GlobalTableTest {

    private static final Duration SOON = Duration.ofSeconds(10);
    private static final CounterId COUNTER = new CounterId("both");
    private static final Instant NOW = Instant.parse("2026-11-22T09:00:30Z");

    private final EmbeddedCloud here = EmbeddedCloud.start(EmbeddedCloud.Ports.FREE, "eu-central-1");
    private final EmbeddedCloud there = EmbeddedCloud.start(EmbeddedCloud.Ports.FREE, "us-east-1");
    private final String table = create(here);
    private final GlobalTable global = GlobalTable.of(sameAs(table, create(there)), here, there);

    @AfterEach
    void stop() {
        global.close();
        there.close();
        here.close();
    }

    @Test
    void write_isReplicatedAndDoesNotReturn() {
        put(here, "item", "1");
        awaitBoth("item", "1");
        put(there, "item", "2");
        awaitBoth("item", "2");
        put(here, "item", "1");
        awaitBoth("item", "1");
    }

    @Test
    void delete_isReplicated() {
        put(here, "item", "1");
        awaitBoth("item", "1");
        there.dynamoDb().deleteItem(delete -> delete.tableName(table).key(key("item")));
        await().atMost(SOON).until(() -> get(here, "item").isEmpty() && global.isInStep());
    }

    @Test
    void write_answerLost_doesNotOverwriteALaterOne() {
        global.close();
        try (GlobalTable retried = GlobalTable.of(table, here, RetryingCloud.of(there, () -> put(here, "item", "2")))) {
            put(here, "item", "1");
            await().atMost(SOON).untilAsserted(() -> {
                assertThat(get(here, "item")).containsEntry("value", AttributeValue.fromN("2"));
                assertThat(retried.isInStep()).isTrue();
            });
        }
    }

    @Test
    void writesOfBoth_partitioned_theLaterItemReplacesTheOther() {
        global.part();
        here.dynamoDb().putItem(put -> put.tableName(table)
                .item(Map.of(
                        "pk",
                        AttributeValue.fromS("item"),
                        "sk",
                        AttributeValue.fromS("x"),
                        "lost",
                        AttributeValue.fromN("1"))));
        await().atMost(SOON).until(() -> global.waiting() == 1);
        put(there, "item", "2");
        await().atMost(SOON).until(() -> global.waiting() == 2);
        assertThat(get(here, "item")).containsKey("lost");
        global.heal();
        awaitBoth("item", "2");
        assertThat(get(here, "item")).doesNotContainKey("lost");
    }

    @Test
    void shards_ofEachRegion_loseNothing() {
        addInBoth(here.region(), there.region());
        assertThat(count(here)).isEqualTo(7);
        assertThat(count(there)).isEqualTo(7);
    }

    @Test
    void shards_ifBothRegionsWroteTheSame_loseClicks() {
        addInBoth("everywhere", "everywhere");
        assertThat(count(here)).isEqualTo(4);
        assertThat(count(there)).isEqualTo(4);
    }

    private void addInBoth(String regionHere, String regionThere) {
        global.part();
        add(here, regionHere, 3);
        await().atMost(SOON).until(() -> global.waiting() == 1);
        add(there, regionThere, 4);
        await().atMost(SOON).until(() -> global.waiting() == 2);
        global.heal();
        await().atMost(SOON).until(global::isInStep);
    }

    private void add(Cloud cloud, String region, int delta) {
        QueuedChange click = new QueuedChange(
                SequenceNumber.parse("1"),
                new Click(new ClickIds(Clock.fixed(NOW, ZoneOffset.UTC), new Random(1)).next(), COUNTER, delta));
        Increment increment = TallyPlanner.plan(
                        new Shard(COUNTER, 0), "clicks-" + region, List.of(click), ShardState.UNKNOWN, NOW)
                .increment()
                .orElseThrow();
        store(cloud, region).add(increment, NOW);
    }

    private long count(Cloud cloud) {
        return store(cloud, cloud.region()).tallies(COUNTER).stream()
                .mapToLong(Tally::total)
                .sum();
    }

    private DynamoDbTallyStore store(Cloud cloud, String region) {
        return new DynamoDbTallyStore(cloud.dynamoDb(), table, region);
    }

    private void put(Cloud cloud, String id, String value) {
        cloud.dynamoDb().putItem(put -> put.tableName(table)
                .item(Map.of(
                        "pk",
                        AttributeValue.fromS(id),
                        "sk",
                        AttributeValue.fromS("x"),
                        "value",
                        AttributeValue.fromN(value))));
    }

    private Map<String, AttributeValue> get(Cloud cloud, String id) {
        return cloud.dynamoDb()
                .getItem(get -> get.tableName(table).key(key(id)).consistentRead(true))
                .item();
    }

    private void awaitBoth(String id, String value) {
        await().atMost(SOON)
                .until(() -> global.isInStep()
                        && get(here, id)
                                .getOrDefault("value", AttributeValue.fromN("0"))
                                .n()
                                .equals(value));
    }

    private static Map<String, AttributeValue> key(String id) {
        return Map.of("pk", AttributeValue.fromS(id), "sk", AttributeValue.fromS("x"));
    }

    private static String create(Cloud cloud) {
        return Resources.create(cloud, StackSpec.load(ProjectRoot.above(Path.of(""))), "test")
                .tableName("counters");
    }

    private static String sameAs(String name, String other) {
        assertThat(other).isEqualTo(name);
        return name;
    }
}
