package dev.tally.counter.dynamodb;

import dev.tally.counter.ClickId;
import dev.tally.counter.Post;
import dev.tally.counter.PostStore;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.GetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.GetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;

/**
 * Posts as items of one partition of a DynamoDB table. The order of their ids is the order of time.
 *
 * <p>A deleted post leaves its key for {@link #DELETED_KEPT}, because a redelivered message would otherwise write the
 * post again.
 */
public final class DynamoDbPostStore implements PostStore {

    private static final AttributeValue PARTITION = AttributeValue.fromS("posts");
    private static final String TITLE = "title";
    private static final String CONTENT = "content";

    /** Longer than the retention of the queue and of the dead letters together. */
    private static final Duration DELETED_KEPT = Duration.ofDays(30);

    /** Only a deleted post has it. */
    private static final String EXPIRES_AT = "expiresAt";

    private final DynamoDbClient dynamoDb;
    private final String table;

    public DynamoDbPostStore(DynamoDbClient dynamoDb, String table) {
        this.dynamoDb = dynamoDb;
        this.table = table;
    }

    @Override
    public boolean write(Post post) {
        PutItemRequest put = PutItemRequest.builder()
                .tableName(table)
                .item(item(post))
                .conditionExpression("attribute_not_exists(pk)")
                .build();
        try {
            Items.call("writing a post", () -> dynamoDb.putItem(put));
            return true;
        } catch (ConditionalCheckFailedException thereAlready) {
            return false;
        }
    }

    @Override
    public boolean delete(ClickId id, Instant now) {
        long expiry = now.plus(DELETED_KEPT).getEpochSecond();
        UpdateItemRequest update = UpdateItemRequest.builder()
                .tableName(table)
                .key(key(id))
                .updateExpression("SET expiresAt = if_not_exists(expiresAt, :expiry) REMOVE title, content")
                .conditionExpression("attribute_exists(pk)")
                .expressionAttributeValues(Map.of(":expiry", Items.number(expiry)))
                .build();
        try {
            Items.call("deleting a post", () -> dynamoDb.updateItem(update));
            return true;
        } catch (ConditionalCheckFailedException unknown) {
            return false;
        }
    }

    @Override
    public Optional<Post> find(ClickId id) {
        GetItemRequest get =
                GetItemRequest.builder().tableName(table).key(key(id)).build();
        return Items.call("reading a post", () -> Optional.of(dynamoDb.getItem(get))
                .map(GetItemResponse::item)
                .filter(item -> !item.isEmpty() && !item.containsKey(EXPIRES_AT))
                .map(DynamoDbPostStore::post));
    }

    @Override
    public List<Post> newest(int limit, @Nullable ClickId before) {
        QueryRequest query = QueryRequest.builder()
                .tableName(table)
                .keyConditionExpression("pk = :pk")
                .filterExpression("attribute_not_exists(expiresAt)")
                .expressionAttributeValues(Map.of(":pk", PARTITION))
                .exclusiveStartKey(before == null ? null : key(before))
                .scanIndexForward(false)
                .limit(limit)
                .build();
        // Deleted posts shorten a page, so the paginator reads on until the limit.
        return Items.call("reading the posts", () -> dynamoDb.queryPaginator(query).items().stream()
                .limit(limit)
                .map(DynamoDbPostStore::post)
                .toList());
    }

    private static Map<String, AttributeValue> key(ClickId id) {
        return Map.of(Items.PK, PARTITION, Items.SK, AttributeValue.fromS(id.toString()));
    }

    private static Map<String, AttributeValue> item(Post post) {
        return Map.of(
                Items.PK,
                PARTITION,
                Items.SK,
                AttributeValue.fromS(post.id().toString()),
                TITLE,
                AttributeValue.fromS(post.title()),
                CONTENT,
                AttributeValue.fromS(post.content()));
    }

    private static Post post(Map<String, AttributeValue> item) {
        return Items.read(item, DynamoDbPostStore::read);
    }

    private static Post read(Map<String, AttributeValue> item) {
        return new Post(ClickId.parse(Items.text(item, Items.SK)), Items.text(item, TITLE), Items.text(item, CONTENT));
    }
}
