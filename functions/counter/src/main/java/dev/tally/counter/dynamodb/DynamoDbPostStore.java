package dev.tally.counter.dynamodb;

import dev.tally.counter.ClickId;
import dev.tally.counter.Post;
import dev.tally.counter.PostStore;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
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
 * Posts as items of a DynamoDB table. Their partition key is {@code posts#<n>}, with the lowest bits of the id as n.
 * Their sort key is the id. The order of the ids is the order of time.
 *
 * <p>A deleted post leaves its key for {@link #DELETED_KEPT}, because a redelivered message would otherwise write the
 * post again.
 */
public final class DynamoDbPostStore implements PostStore {

    // A partition key takes 1,000 write units a second, so the posts share several keys. A page is a merge of the
    // newest posts of each partition. It reads no more of a partition than it needs. More partitions would take more
    // writes, but each read of a page queries all of them.

    /** A power of two. */
    private static final int PARTITIONS = 4;

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
        return Items.call("reading the posts", () -> {
            PriorityQueue<Head> heads =
                    new PriorityQueue<>(Comparator.comparing(Head::id).reversed());
            for (int partition = 0; partition < PARTITIONS; partition++) {
                Head.of(items(partition, limit, before).iterator()).ifPresent(heads::add);
            }
            List<Post> newest = new ArrayList<>();
            for (Head head = heads.poll(); head != null; head = heads.poll()) {
                newest.add(post(head.item()));
                if (newest.size() == limit) {
                    break;
                }
                Head.of(head.rest()).ifPresent(heads::add);
            }
            return newest;
        });
    }

    /** Returns the posts of a partition, newest first, in as many calls as their reader needs. */
    private Iterable<Map<String, AttributeValue>> items(int partition, int limit, @Nullable ClickId before) {
        Map<String, AttributeValue> values = new HashMap<>(Map.of(":pk", partition(partition)));
        if (before != null) {
            values.put(":before", AttributeValue.fromS(before.toString()));
        }
        // Deleted posts and an uneven distribution shorten a page, so the paginator reads on until the limit.
        return dynamoDb.queryPaginator(QueryRequest.builder()
                        .tableName(table)
                        .keyConditionExpression(before == null ? "pk = :pk" : "pk = :pk AND sk < :before")
                        .filterExpression("attribute_not_exists(expiresAt)")
                        .expressionAttributeValues(values)
                        .scanIndexForward(false)
                        .limit(limit / PARTITIONS + 1)
                        .build())
                .items();
    }

    /** The newest unread item of a partition, and the items after it. */
    private record Head(Map<String, AttributeValue> item, Iterator<Map<String, AttributeValue>> rest) {

        static Optional<Head> of(Iterator<Map<String, AttributeValue>> items) {
            return items.hasNext() ? Optional.of(new Head(items.next(), items)) : Optional.empty();
        }

        String id() {
            return Items.text(item, Items.SK);
        }
    }

    private static AttributeValue partition(int partition) {
        return AttributeValue.fromS("posts#" + partition);
    }

    private static Map<String, AttributeValue> key(ClickId id) {
        int partition = (int) id.value().getLeastSignificantBits() & (PARTITIONS - 1);
        return Map.of(Items.PK, partition(partition), Items.SK, AttributeValue.fromS(id.toString()));
    }

    private static Map<String, AttributeValue> item(Post post) {
        Map<String, AttributeValue> item = new HashMap<>(key(post.id()));
        item.put(TITLE, AttributeValue.fromS(post.title()));
        item.put(CONTENT, AttributeValue.fromS(post.content()));
        return item;
    }

    private static Post post(Map<String, AttributeValue> item) {
        return Items.read(item, DynamoDbPostStore::read);
    }

    private static Post read(Map<String, AttributeValue> item) {
        return new Post(ClickId.parse(Items.text(item, Items.SK)), Items.text(item, TITLE), Items.text(item, CONTENT));
    }
}
