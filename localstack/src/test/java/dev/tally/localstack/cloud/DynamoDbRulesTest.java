package dev.tally.localstack.cloud;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.tally.localstack.spec.StackSpec;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.Record;
import software.amazon.awssdk.services.dynamodb.model.ReturnValuesOnConditionCheckFailure;
import software.amazon.awssdk.services.dynamodb.model.ShardIteratorType;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;

/**
 * AWS's rules for tables that Tally relies on, tested on DynamoDB Local or LocalStack.
 *
 * @see <a href="https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.UpdateExpressions.html">
 *     DynamoDB: update expressions</a>
 */
class DynamoDbRulesTest {

    private static final int WRITERS = 8;

    private static final Cloud CLOUD = TestCloud.start();
    private static final StackSpec.Table SPEC =
            new StackSpec.Table("pk", "sk", "NEW_AND_OLD_IMAGES", "expiresAt", false);
    private static final String TABLE =
            TableCreation.create(CLOUD.dynamoDb(), Map.of("rules", SPEC)).getOrDefault("rules", "");

    private final Map<String, AttributeValue> key =
            Map.of("pk", text(UUID.randomUUID().toString()), "sk", text("item"));

    @AfterAll
    static void stop() {
        CLOUD.close();
    }

    @Test
    void add_attributeThatIsMissing_startsAtZero() {
        update(update -> update.updateExpression("ADD tally :n").expressionAttributeValues(Map.of(":n", number(-3))));

        assertThat(item()).containsEntry("tally", number(-3));
    }

    @Test
    void update_conditionThatFails_returnsTheOldItemAndChangesNothing() {
        addAbove("", "0007");

        var failed = catchThrowableOfType(ConditionalCheckFailedException.class, () -> addAbove("0005", "0009"));

        assertThat(failed.item()).containsEntry("watermark", text("0007")).containsEntry("tally", number(1));
        assertThat(item()).isEqualTo(failed.item());
    }

    @Test
    void update_sameConditionAtOnce_exactlyOneWins() {
        addAbove("", "1");
        ExecutorService writers = Executors.newFixedThreadPool(WRITERS);
        try {
            List<CompletableFuture<Boolean>> attempts = new ArrayList<>();
            for (int i = 0; i < WRITERS; i++) {
                attempts.add(CompletableFuture.supplyAsync(() -> wins("2", "3"), writers));
            }
            assertThat(attempts.stream().filter(CompletableFuture::join)).hasSize(1);
        } finally {
            writers.shutdownNow();
        }
        assertThat(item()).containsEntry("tally", number(2));
    }

    @Test
    void condition_onText_comparesBytes() {
        addAbove("", "10");

        assertThat(wins("9", "a")).as("'10' < '9', though not as numbers").isTrue();
        assertThat(wins("Z", "b")).as("'a' < 'Z', though not in bytes").isFalse();
        assertThat(wins("\u00e9", "c")).as("'a' < 'é'").isTrue();
    }

    @Test
    void remove_attributeThatIsAbsent_isNoError() {
        addAbove("", "1");

        assertThatNoException().isThrownBy(() -> update(update -> update.updateExpression("REMOVE m1, m2")));
    }

    @Test
    void stream_updatesOfAnItem_areInOrderWithBothImages() {
        addAbove("", "1");
        addAbove("2", "3");
        addAbove("4", "5");

        List<Record> records = streamed();
        assertThat(records.stream().map(Record::eventNameAsString)).containsExactly("INSERT", "MODIFY", "MODIFY");
        assertThat(records.stream().map(record -> record.dynamodb().newImage().get("tally")))
                .containsExactly(number(1), number(2), number(3));
        assertThat(records.get(0).dynamodb().hasOldImage()).isFalse();
        assertThat(records.get(2).dynamodb().oldImage())
                .isEqualTo(records.get(1).dynamodb().newImage());
        assertThat(records.stream()
                        .map(record -> new BigInteger(record.dynamodb().sequenceNumber())))
                .isSorted();
    }

    @Test
    void stream_removedItem_hasItsOldImageOnly() {
        addAbove("", "1");
        CLOUD.dynamoDb().deleteItem(delete -> delete.tableName(TABLE).key(key));

        Record removed = streamed().get(1);
        assertThat(removed.eventNameAsString()).isEqualTo("REMOVE");
        assertThat(removed.dynamodb().hasNewImage()).isFalse();
        assertThat(removed.dynamodb().oldImage()).containsEntry("tally", number(1));
    }

    @Test
    void stream_conditionThatFails_hasNoRecord() {
        addAbove("", "7");
        assertThat(wins("5", "9")).isFalse();

        assertThat(streamed()).hasSize(1);
    }

    @Test
    void stream_updateThatChangesNothing_hasNoRecord() {
        addAbove("", "7");
        update(update ->
                update.updateExpression("SET watermark = :same").expressionAttributeValues(Map.of(":same", text("7"))));

        assertThat(streamed()).hasSize(1);
    }

    @Test
    void stream_writeThatWasAnswered_isReadAtOnce() {
        for (int n = 1; n <= 20; n++) {
            update(update ->
                    update.updateExpression("ADD tally :n").expressionAttributeValues(Map.of(":n", number(1))));
            assertThat(streamed()).hasSize(n);
        }
    }

    /** Returns the stream records of this test's item. */
    private List<Record> streamed() {
        String arn = CLOUD.dynamoDb()
                .describeTable(describe -> describe.tableName(TABLE))
                .table()
                .latestStreamArn();
        return CLOUD.streams().describeStream(describe -> describe.streamArn(arn)).streamDescription().shards().stream()
                .flatMap(shard -> records(arn, shard.shardId()).stream())
                .filter(record -> record.dynamodb().keys().equals(key))
                .toList();
    }

    private static List<Record> records(String arn, String shardId) {
        String iterator = CLOUD.streams()
                .getShardIterator(
                        get -> get.streamArn(arn).shardId(shardId).shardIteratorType(ShardIteratorType.TRIM_HORIZON))
                .shardIterator();
        return CLOUD.streams().getRecords(get -> get.shardIterator(iterator)).records();
    }

    private boolean wins(String first, String last) {
        try {
            addAbove(first, last);
            return true;
        } catch (ConditionalCheckFailedException lost) {
            return false;
        }
    }

    private void addAbove(String first, String last) {
        String before = first.isEmpty() ? " " : first;
        update(update -> update.updateExpression("ADD tally :one SET watermark = :last")
                .conditionExpression("attribute_not_exists(watermark) OR watermark < :first")
                .expressionAttributeValues(Map.of(":one", number(1), ":first", text(before), ":last", text(last)))
                .returnValuesOnConditionCheckFailure(ReturnValuesOnConditionCheckFailure.ALL_OLD));
    }

    private void update(Consumer<UpdateItemRequest.Builder> update) {
        CLOUD.dynamoDb()
                .updateItem(UpdateItemRequest.builder()
                        .tableName(TABLE)
                        .key(key)
                        .applyMutation(update)
                        .build());
    }

    private Map<String, AttributeValue> item() {
        return CLOUD.dynamoDb()
                .getItem(get -> get.tableName(TABLE).key(key).consistentRead(true))
                .item();
    }

    private static AttributeValue number(int value) {
        return AttributeValue.fromN(Integer.toString(value));
    }

    private static AttributeValue text(String value) {
        return AttributeValue.fromS(value);
    }
}
