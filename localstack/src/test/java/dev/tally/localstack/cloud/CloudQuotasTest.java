package dev.tally.localstack.cloud;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tally.localstack.cloud.EmbeddedCloud.Ports;
import dev.tally.localstack.quota.ManualQuotas;
import dev.tally.localstack.quota.Quota;
import dev.tally.localstack.quota.Quotas;
import dev.tally.localstack.spec.ProjectRoot;
import dev.tally.localstack.spec.StackSpec;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.BatchWriteItemResponse;
import software.amazon.awssdk.services.dynamodb.model.CancellationReason;
import software.amazon.awssdk.services.dynamodb.model.KeysAndAttributes;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;
import software.amazon.awssdk.services.dynamodb.model.PutItemResponse;
import software.amazon.awssdk.services.dynamodb.model.ReturnConsumedCapacity;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.TransactionCanceledException;
import software.amazon.awssdk.services.dynamodb.model.WriteRequest;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.RequestThrottledException;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchResponse;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchResultEntry;

/** The quotas of queues and tables, as an AWS SDK sees them, on a clock that the test advances. */
class CloudQuotasTest {

    /** 10 write units, 30 read units and 3 calls a second. */
    private static final double SCALE = 0.01;

    private static final int WRITES = 10;
    private static final int CALLS = 3;

    private final ManualQuotas time = new ManualQuotas();
    private final Quotas quotas = time.scaledBy(SCALE);
    private final EmbeddedCloud cloud = EmbeddedCloud.start(Ports.FREE, "eu-central-1", null, quotas);
    private final DynamoDbClient functions = DynamoDbClient.builder()
            .endpointOverride(cloud.dynamoDbEndpoint())
            .region(Region.EU_CENTRAL_1)
            .credentialsProvider(StaticCredentialsProvider.create(cloud.credentials()))
            .httpClientBuilder(UrlConnectionHttpClient.builder())
            .overrideConfiguration(override -> override.retryStrategy(AwsRetryStrategy.doNotRetry()))
            .build();
    private final SqsClient sqs = SqsClient.builder()
            .endpointOverride(cloud.sqsEndpoint())
            .region(Region.EU_CENTRAL_1)
            .credentialsProvider(StaticCredentialsProvider.create(cloud.credentials()))
            .httpClientBuilder(UrlConnectionHttpClient.builder())
            .overrideConfiguration(override -> override.retryStrategy(AwsRetryStrategy.doNotRetry()))
            .build();
    private final StackSpec spec = StackSpec.load(ProjectRoot.above(Path.of("")));
    private String table = "none";

    @BeforeEach
    void createTables() {
        table = Resources.create(cloud, spec, "1").tableName("counters");
    }

    @AfterEach
    void close() {
        functions.close();
        sqs.close();
        cloud.close();
    }

    @Test
    void put_aboveThePartitionKeysWrites_isThrottledAsOnDemand() {
        puts("hot", WRITES);

        assertThatThrownBy(() -> put("hot", "11", "x"))
                .isInstanceOfSatisfying(AwsServiceException.class, failure -> {
                    assertThat(failure.isThrottlingException()).isTrue();
                    assertThat(failure.statusCode()).isEqualTo(400);
                    assertThat(failure.awsErrorDetails().errorCode()).isEqualTo("ThrottlingException");
                })
                .hasMessageContaining("check if you have a hot key");
        put("quiet", "1", "x");
        time.advance(Duration.ofMillis(100));
        put("hot", "11", "x");
        assertThat(quotas.meter().report().reached()).isEqualTo(Map.of(Quota.WRITE_UNITS_PER_PARTITION_KEY, 1L));
    }

    @Test
    void put_partitionKeyUsedUpByOthers_isThrottledAsAHotOne() {
        quotas.useUp((quota, key) -> quota == Quota.WRITE_UNITS_PER_PARTITION_KEY && key.equals(table + "/hot"));

        assertThatThrownBy(() -> put("hot", "1", "x"))
                .isInstanceOfSatisfying(
                        AwsServiceException.class,
                        failure -> assertThat(failure.isThrottlingException()).isTrue())
                .hasMessageContaining("check if you have a hot key");
        assertThatThrownBy(() -> functions.transactWriteItems(
                        write -> write.transactItems(transacted("quiet", "1"), transacted("hot", "1"))))
                .isInstanceOf(TransactionCanceledException.class);
        put("quiet", "1", "x");
        quotas.useUp((quota, key) -> false);
        put("hot", "1", "x");
        assertThat(quotas.meter().report().reached()).isEqualTo(Map.of(Quota.WRITE_UNITS_PER_PARTITION_KEY, 2L));
    }

    @Test
    void put_largeItem_takesItsUnits() {
        put("hot", "1", "x".repeat(10_000));

        assertThatThrownBy(() -> put("hot", "2", "x")).hasMessageContaining("hot key");
    }

    @Test
    void get_consistent_takesTwiceTheUnits() {
        for (int read = 0; read < 30; read++) {
            functions.getItem(get -> get.tableName(table).key(key("hot", "1")).consistentRead(true));
        }

        assertThatThrownBy(() -> functions.getItem(get -> get.tableName(table).key(key("hot", "1"))))
                .hasMessageContaining("hot key");
    }

    @Test
    void put_conditionFails_takesAUnit() {
        for (int write = 0; write < WRITES; write++) {
            assertThatThrownBy(() -> functions.putItem(put -> put.tableName(table)
                            .item(item("hot", "1", "x"))
                            .conditionExpression("attribute_exists(pk)")))
                    .hasMessageContaining("conditional");
        }

        assertThatThrownBy(() -> put("hot", "1", "x")).hasMessageContaining("hot key");
    }

    @Test
    void put_anyItem_answersWithoutTheUnits() {
        PutItemResponse plain = put("a", "1", "x");
        PutItemResponse asked = functions.putItem(put ->
                put.tableName(table).item(item("a", "1", "x")).returnConsumedCapacity(ReturnConsumedCapacity.TOTAL));

        assertThat(plain.consumedCapacity()).isNull();
        assertThat(asked.consumedCapacity().capacityUnits()).isEqualTo(1);
    }

    @Test
    void query_largePartition_takesItsUnitsAfterTheAnswer() {
        for (int item = 0; item < 40; item++) {
            cloud.dynamoDb().putItem(of(item("hot", "" + 10 * item, "x".repeat(4_000))));
        }
        query("hot");

        assertThatThrownBy(() -> query("hot")).hasMessageContaining("hot key");
        time.advance(Duration.ofSeconds(1));
        query("hot");
    }

    private Consumer<PutItemRequest.Builder> of(Map<String, AttributeValue> item) {
        return put -> put.tableName(table).item(item);
    }

    @Test
    void transaction_oneHotKey_isCanceledWithReasons() {
        puts("hot", WRITES);

        assertThatThrownBy(() -> functions.transactWriteItems(
                        write -> write.transactItems(transacted("quiet", "1"), transacted("hot", "1"))))
                .isInstanceOfSatisfying(
                        TransactionCanceledException.class, failure -> assertThat(failure.cancellationReasons())
                                .extracting(CancellationReason::code)
                                .containsExactly("None", "ThrottlingError"));
        assertThat(cloud.dynamoDb()
                        .getItem(get -> get.tableName(table).key(key("quiet", "1")))
                        .hasItem())
                .isFalse();
    }

    @Test
    void transaction_twoItems_takesTwoUnitsEach() {
        for (int transaction = 0; transaction < WRITES / 2; transaction++) {
            functions.transactWriteItems(
                    write -> write.transactItems(transacted("hot", "1"), transacted("quiet", "1")));
        }

        assertThatThrownBy(() -> put("hot", "1", "x")).hasMessageContaining("hot key");
    }

    /** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchGetItem.html: UnprocessedKeys. */
    @Test
    void batchGet_oneHotKey_returnsItUnprocessed() {
        put("hot", "1", "x");
        put("quiet", "1", "x");
        for (int read = 0; read < 60; read++) {
            functions.getItem(get -> get.tableName(table).key(key("hot", "1")));
        }

        BatchGetItemResponse answer = functions.batchGetItem(get -> get.requestItems(Map.of(
                table,
                KeysAndAttributes.builder()
                        .keys(List.of(key("hot", "1"), key("quiet", "1")))
                        .build())));

        assertThat(answer.responses().get(table)).isEqualTo(List.of(item("quiet", "1", "x")));
        assertThat(answer.unprocessedKeys())
                .hasEntrySatisfying(table, keys -> assertThat(keys.keys()).isEqualTo(List.of(key("hot", "1"))));
    }

    @Test
    void batchGet_onlyHotKeys_isThrottled() {
        for (int read = 0; read < 60; read++) {
            functions.getItem(get -> get.tableName(table).key(key("hot", "1")));
        }

        assertThatThrownBy(() -> functions.batchGetItem(get -> get.requestItems(Map.of(
                        table,
                        KeysAndAttributes.builder()
                                .keys(List.of(key("hot", "1")))
                                .build()))))
                .hasMessageContaining("hot key");
    }

    @Test
    void batchWrite_oneHotKey_returnsItUnprocessed() {
        puts("hot", WRITES);
        WriteRequest hot = WriteRequest.builder()
                .deleteRequest(delete -> delete.key(key("hot", "1")))
                .build();
        WriteRequest quiet = WriteRequest.builder()
                .putRequest(put -> put.item(item("quiet", "1", "x")))
                .build();

        BatchWriteItemResponse answer =
                functions.batchWriteItem(write -> write.requestItems(Map.of(table, List.of(hot, quiet))));

        assertThat(answer.unprocessedItems()).isEqualTo(Map.of(table, List.of(hot)));
    }

    @Test
    void put_manyKeys_areThrottledByTheTable() {
        assertThatThrownBy(() -> IntStream.range(0, 500).forEach(key -> put("key" + key, "1", "x")))
                .isInstanceOfSatisfying(AwsServiceException.class, failure -> assertThat(
                                failure.awsErrorDetails().errorCode())
                        .isEqualTo("RequestLimitExceeded"));
        assertThat(quotas.meter().report().reached()).isEqualTo(Map.of(Quota.WRITE_UNITS_PER_TABLE, 1L));
    }

    @Test
    void put_byTheStackItself_isNotLimited() {
        for (int write = 0; write < 3 * WRITES; write++) {
            cloud.dynamoDb().putItem(of(item("hot", "1", "x")));
        }

        assertThat(quotas.meter().report().reached()).isEmpty();
    }

    @Test
    void partitionKey_ofEveryTable_isTheOneThatIsLimited() {
        assertThat(spec.tables().values())
                .extracting(StackSpec.Table::partitionKey)
                .containsOnly("pk");
    }

    /** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-messages.html */
    @Test
    void send_aboveTheCallsOfAGroup_isThrottled() {
        String queue = sqs.createQueue(create -> create.queueName("q.fifo")
                        .attributesWithStrings(Map.of("FifoQueue", "true", "DeduplicationScope", "messageGroup")))
                .queueUrl();
        for (int call = 0; call < CALLS; call++) {
            send(queue, "hot", "" + call);
        }

        assertThatThrownBy(() -> send(queue, "hot", "4"))
                .isInstanceOfSatisfying(
                        RequestThrottledException.class,
                        failure -> assertThat(failure.isThrottlingException()).isTrue());
        send(queue, "quiet", "1");
        time.advance(Duration.ofSeconds(1));
        send(queue, "hot", "4");
        assertThat(quotas.meter().report().reached()).isEqualTo(Map.of(Quota.CALLS_PER_GROUP, 1L));
    }

    @Test
    void sendBatch_ofOneGroup_isOneCall() {
        String queue = createFifoQueue();
        for (int call = 0; call < CALLS; call++) {
            sendBatch(queue, call);
        }

        assertThatThrownBy(() -> sendBatch(queue, CALLS)).isInstanceOf(RequestThrottledException.class);
    }

    /** Before, the whole batch failed. */
    @Test
    void sendBatch_withAThrottledGroup_sendsTheMessagesOfOtherGroups() {
        String queue = createFifoQueue();
        for (int call = 0; call < CALLS; call++) {
            send(queue, "hot", "" + call);
        }

        SendMessageBatchResponse answer = sqs.sendMessageBatch(batch -> batch.queueUrl(queue)
                .entries(
                        entry("a"),
                        entry("b").toBuilder().messageGroupId("quiet").build()));

        assertThat(answer.successful())
                .extracting(SendMessageBatchResultEntry::id)
                .containsExactly("b");
        assertThat(answer.failed()).singleElement().satisfies(failed -> {
            assertThat(failed.id()).isEqualTo("a");
            assertThat(failed.code()).isEqualTo("RequestThrottled");
        });
    }

    @Test
    void receive_examinedMessagesUsedUp_findsOnlyTheFirstGroup() {
        String queue = createFifoQueue();
        send(queue, "hot", "1");
        send(queue, "quiet", "2");
        quotas.useUp((quota, subject) -> quota == Quota.EXAMINED_MESSAGES);

        assertThat(received(queue)).isOne();
        assertThat(received(queue)).isZero();
        assertThat(quotas.meter().report().reached()).containsKey(Quota.EXAMINED_MESSAGES);
        quotas.useUp((quota, subject) -> false);
        assertThat(received(queue)).isOne();
    }

    private String createFifoQueue() {
        return sqs.createQueue(create -> create.queueName("q.fifo").attributesWithStrings(Map.of("FifoQueue", "true")))
                .queueUrl();
    }

    private int received(String queue) {
        return sqs.receiveMessage(receive -> receive.queueUrl(queue).maxNumberOfMessages(1))
                .messages()
                .size();
    }

    @Test
    void changeVisibility_aboveTheCallsOfAGroup_isThrottled() {
        String queue = createFifoQueue();
        send(queue, "hot", "1");
        String handle = sqs.receiveMessage(receive -> receive.queueUrl(queue))
                .messages()
                .get(0)
                .receiptHandle();
        for (int call = 0; call < CALLS; call++) {
            hide(queue, handle);
        }

        assertThatThrownBy(() -> hide(queue, handle)).isInstanceOf(RequestThrottledException.class);
    }

    private void hide(String queue, String handle) {
        sqs.changeMessageVisibility(
                change -> change.queueUrl(queue).receiptHandle(handle).visibilityTimeout(30));
    }

    private void sendBatch(String queue, int call) {
        sqs.sendMessageBatch(batch -> batch.queueUrl(queue).entries(List.of(entry(call + "a"), entry(call + "b"))));
    }

    private static SendMessageBatchRequestEntry entry(String id) {
        return SendMessageBatchRequestEntry.builder()
                .id(id)
                .messageBody("1")
                .messageGroupId("hot")
                .messageDeduplicationId(id)
                .build();
    }

    private void send(String queue, String group, String id) {
        sqs.sendMessage(message -> message.queueUrl(queue)
                .messageGroupId(group)
                .messageDeduplicationId(id)
                .messageBody("1"));
    }

    private void puts(String key, int count) {
        for (int write = 0; write < count; write++) {
            put(key, "" + write, "x");
        }
    }

    private PutItemResponse put(String key, String sort, String text) {
        return functions.putItem(of(item(key, sort, text)));
    }

    private void query(String key) {
        functions.query(query -> query.tableName(table)
                .consistentRead(true)
                .keyConditionExpression("pk = :pk")
                .expressionAttributeValues(Map.of(":pk", AttributeValue.fromS(key))));
    }

    private TransactWriteItem transacted(String key, String sort) {
        return TransactWriteItem.builder()
                .put(put -> put.tableName(table).item(item(key, sort, "x")))
                .build();
    }

    private static Map<String, AttributeValue> key(String key, String sort) {
        return Map.of("pk", AttributeValue.fromS(key), "sk", AttributeValue.fromS(sort));
    }

    private static Map<String, AttributeValue> item(String key, String sort, String text) {
        return Map.of(
                "pk", AttributeValue.fromS(key), "sk", AttributeValue.fromS(sort), "text", AttributeValue.fromS(text));
    }
}
