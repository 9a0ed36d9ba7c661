package dev.tally.counter.dynamodb;

import dev.tally.counter.CastVote;
import dev.tally.counter.ClickId;
import dev.tally.counter.CounterId;
import dev.tally.counter.CounterKind;
import dev.tally.counter.Increment;
import dev.tally.counter.Minutes;
import dev.tally.counter.Reset;
import dev.tally.counter.SequenceNumber;
import dev.tally.counter.Shard;
import dev.tally.counter.ShardState;
import dev.tally.counter.StoreUnavailableException;
import dev.tally.counter.Tally;
import dev.tally.counter.TallyStore;
import dev.tally.counter.VoteChanges;
import dev.tally.counter.VoteStore;
import dev.tally.counter.Voter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.GetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.Put;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.ReturnValue;
import software.amazon.awssdk.services.dynamodb.model.ReturnValuesOnConditionCheckFailure;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.TransactionCanceledException;
import software.amazon.awssdk.services.dynamodb.model.TransactionConflictException;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemResponse;

/** Tallies as items of a DynamoDB table. A region writes only its own. */
public final class DynamoDbTallyStore implements TallyStore {

    // Minutes leave an item in two ways. A write cannot know the minutes of the item. So it removes by name the few
    // that have just left the ring. This is enough for a shard that is written all the time. A shard that pauses keeps
    // its minutes. The answer of its next write contains them. If more than a ring of them is stale, another write
    // sweeps them. So an item never has more than two rings of minutes. It pays at most one sweep for every ring of
    // minutes that it lived through. A write with votes knows the minutes, and removes all stale ones.
    private static final int REMOVED_BY_NAME = 3;
    private static final int STALE_BEFORE_SWEEP = Minutes.KEPT;

    // Votes are written with their shard in one transaction, each on the condition of the vote that the planner read.
    // A read of several items is no snapshot: while a transaction is applied, the shard can be new and a vote still
    // old. So even a vote that keeps its value is written. The SDK gives each call its own ClientRequestToken, so the
    // retries of a call count once:
    // https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html
    private static final Set<String> RETRIED =
            Set.of("ConditionalCheckFailed", "TransactionConflict", "ThrottlingError", "ProvisionedThroughputExceeded");

    private final DynamoDbClient dynamoDb;
    private final String table;
    private final String region;

    /** @param region the region of the shards that this store writes, such as {@code eu-central-1} */
    public DynamoDbTallyStore(DynamoDbClient dynamoDb, String table, String region) {
        this.dynamoDb = dynamoDb;
        this.table = table;
        this.region = region;
    }

    @Override
    public Outcome add(Increment increment, Instant now) {
        if (!increment.votes().votes().isEmpty()) {
            return addVotes(increment, now);
        }
        UpdateItemResponse response;
        try {
            response = Items.call("adding to a shard", () -> dynamoDb.updateItem(addition(increment, now)));
        } catch (TransactionConflictException votes) {
            return new Outcome.Outdated();
        } catch (ConditionalCheckFailedException behind) {
            return Items.read(
                    behind.item(),
                    item -> new Outcome.Behind(
                            watermarkOf(item, increment.queue()),
                            ShardItem.generation(item).orElse(null)));
        }
        sweep(increment, ShardItem.tally(response.attributes()).minutes(), now);
        return new Outcome.Added();
    }

    /** Adds an increment with votes. */
    private Outcome addVotes(Increment increment, Instant now) {
        List<TransactWriteItem> actions = new ArrayList<>();
        actions.add(update(addition(increment, now)));
        VoteChanges votes = increment.votes();
        votes.votes()
                .forEach((voter, vote) -> actions.add(TransactWriteItem.builder()
                        .put(put(
                                increment.shard().counter(),
                                voter,
                                votes.read().votes().get(voter),
                                vote))
                        .build()));
        try {
            Items.call(
                    "adding votes to a shard",
                    () -> dynamoDb.transactWriteItems(write -> write.transactItems(actions)));
            return new Outcome.Added();
        } catch (TransactionCanceledException cancelled) {
            if (cancelled.cancellationReasons().stream().noneMatch(reason -> RETRIED.contains(reason.code()))) {
                throw new StoreUnavailableException(
                        "adding votes to a shard failed: " + cancelled.getMessage(), cancelled);
            }
            return new Outcome.Outdated();
        }
    }

    private static TransactWriteItem update(UpdateItemRequest shard) {
        return TransactWriteItem.builder()
                .update(update -> update.tableName(shard.tableName())
                        .key(shard.key())
                        .updateExpression(shard.updateExpression())
                        .conditionExpression(shard.conditionExpression())
                        .expressionAttributeNames(shard.expressionAttributeNames())
                        .expressionAttributeValues(shard.expressionAttributeValues()))
                .build();
    }

    private Put put(CounterId counter, Voter voter, @Nullable CastVote read, CastVote vote) {
        Put.Builder put = Put.builder().tableName(table).item(VoteItem.item(voter, counter, region, vote));
        if (read == null) {
            return put.conditionExpression("attribute_not_exists(pk)").build();
        }
        Map<String, AttributeValue> values = new HashMap<>(Map.of(":old", Items.number(read.value())));
        String asRead = "#value = :old" + asRead(read.generation(), values);
        // A vote of 0 counts the same as none, and may be deleted at any time.
        return put.conditionExpression(read.value() == 0 ? "attribute_not_exists(pk) OR (" + asRead + ")" : asRead)
                .expressionAttributeNames(Map.of("#value", VoteItem.VALUE))
                .expressionAttributeValues(values)
                .build();
    }

    @Override
    public ShardState state(Shard shard, String queue, Set<Voter> voters) {
        List<Map<String, AttributeValue>> keys = new ArrayList<>();
        keys.add(ShardItem.key(shard, region));
        voters.forEach(voter -> keys.add(VoteItem.key(voter, shard.counter(), region)));
        ShardState shardState = ShardState.UNKNOWN;
        Map<Voter, CastVote> votes = new HashMap<>();
        for (Map<String, AttributeValue> item :
                BatchRequests.items(dynamoDb, "reading a shard and votes", table, keys, true)) {
            if (ShardItem.is(item)) {
                Tally tally = ShardItem.tally(item);
                shardState = new ShardState(
                        tally.watermarks().get(queue),
                        tally.reset().map(Reset::id).orElse(null),
                        tally.minutes(),
                        Map.of());
            } else {
                VoteStore.Located located = VoteItem.located(item);
                votes.put(located.voter(), located.vote());
            }
        }
        return shardState.with(votes);
    }

    @Override
    public Optional<Tally> find(Shard shard) {
        GetItemRequest get = GetItemRequest.builder()
                .tableName(table)
                .key(ShardItem.key(shard, region))
                .consistentRead(true)
                .build();
        Map<String, AttributeValue> item =
                Items.call("reading a shard", () -> dynamoDb.getItem(get)).item();
        return item.isEmpty() ? Optional.empty() : Optional.of(ShardItem.tally(item));
    }

    @Override
    public SortedMap<String, Tally> shards(CounterId counter) {
        QueryRequest query = QueryRequest.builder()
                .tableName(table)
                .consistentRead(true)
                .keyConditionExpression("pk = :pk")
                .expressionAttributeValues(Map.of(":pk", ShardItem.partition(counter)))
                .build();
        return Items.call("reading the shards", () -> dynamoDb.queryPaginator(query).items().stream()
                .collect(Collectors.toMap(ShardItem::name, ShardItem::tally, (same, shard) -> shard, TreeMap::new)));
    }

    private UpdateItemRequest addition(Increment increment, Instant now) {
        Map<String, String> names =
                new HashMap<>(Map.of("#total", ShardItem.TOTAL, "#w", ShardItem.watermark(increment.queue())));
        Map<String, AttributeValue> values = new HashMap<>(Map.of(
                ":sum", Items.number(increment.sum()),
                ":one", Items.number(1),
                ":first", AttributeValue.fromS(increment.first().padded()),
                ":last", AttributeValue.fromS(increment.last().padded()),
                ":now", Items.number(now.toEpochMilli())));
        boolean takesVotes = CounterKind.of(increment.shard().counter()).takesVotes();
        StringBuilder add = new StringBuilder("ADD writes :one, counted :received");
        StringBuilder set =
                new StringBuilder(" SET #w = :last, updatedAt = :now, lagMillis = :lag, received = :received");
        values.put(":lag", Items.number(increment.load().lag().toMillis()));
        values.put(":received", Items.number(increment.load().messages()));
        if (increment.load().isFull()) {
            set.append(", busyAt = :now");
        }
        String condition = "(attribute_not_exists(#w) OR #w < :first)";
        if (increment.reset().isPresent()) {
            set.append(", #total = :sum, adjusted = :adjusted, generation = :generation, groups = :groups");
            condition += " AND (attribute_not_exists(generation) OR generation < :generation)";
            Reset reset = increment.reset().get();
            values.put(":adjusted", Items.number(increment.adjusted()));
            values.put(":generation", AttributeValue.fromS(reset.id().toString()));
            values.put(":groups", Items.number(reset.shards()));
            if (takesVotes) {
                set.append(", #up = :up, #down = :down");
            }
        } else {
            add.append(", #total :sum");
            if (increment.adjusted() != 0) {
                add.append(", adjusted :adjusted");
                values.put(":adjusted", Items.number(increment.adjusted()));
            }
            if (takesVotes) {
                add.append(", #up :up, #down :down");
            }
        }
        if (takesVotes) {
            names.putAll(Map.of("#up", ShardItem.UP, "#down", ShardItem.DOWN));
            values.put(":up", Items.number(increment.votes().voters().up()));
            values.put(":down", Items.number(increment.votes().voters().down()));
        }
        if (!increment.votes().votes().isEmpty()) {
            condition += asRead(increment.votes().read().generation(), values);
            condition +=
                    " AND (attribute_not_exists(" + ShardItem.HELD_UNTIL + ") OR " + ShardItem.HELD_UNTIL + " < :now)";
        }
        increment.minutes().sums().forEach((minute, sum) -> {
            add.append(", ").append(ShardItem.minute(minute)).append(" :m").append(minute);
            values.put(":m" + minute, Items.number(sum));
        });
        long oldest = Minutes.oldestKept(now);
        return UpdateItemRequest.builder()
                .tableName(table)
                .key(ShardItem.key(increment.shard(), region))
                .updateExpression(add.append(set)
                        + ItemTrace.set(increment.trace(), values)
                        + removal(Stream.concat(
                                minutes(LongStream.concat(
                                                LongStream.range(oldest - REMOVED_BY_NAME, oldest),
                                                increment
                                                        .votes()
                                                        .read()
                                                        .minutes()
                                                        .stale(now))
                                        .distinct()),
                                ItemTrace.removed(increment.trace()).stream())))
                .conditionExpression(condition)
                .expressionAttributeNames(names)
                .expressionAttributeValues(values)
                .returnValues(ReturnValue.ALL_NEW)
                .returnValuesOnConditionCheckFailure(ReturnValuesOnConditionCheckFailure.ALL_OLD)
                .build();
    }

    /** Returns the end of a condition: the item has the generation that the planner read. */
    private static String asRead(@Nullable ClickId generation, Map<String, AttributeValue> values) {
        if (generation == null) {
            return " AND attribute_not_exists(generation)";
        }
        values.put(":read", AttributeValue.fromS(generation.toString()));
        return " AND generation = :read";
    }

    private void sweep(Increment increment, Minutes minutes, Instant now) {
        long[] stale = minutes.stale(now).toArray();
        if (stale.length <= STALE_BEFORE_SWEEP) {
            return;
        }
        UpdateItemRequest request = UpdateItemRequest.builder()
                .tableName(table)
                .key(ShardItem.key(increment.shard(), region))
                .updateExpression(removal(minutes(LongStream.of(stale))))
                .build();
        Items.call("sweeping a shard", () -> dynamoDb.updateItem(request));
    }

    private static Stream<String> minutes(LongStream epochMinutes) {
        return epochMinutes.mapToObj(ShardItem::minute);
    }

    private static String removal(Stream<String> names) {
        return names.collect(Collectors.joining(", ", " REMOVE ", ""));
    }

    private static @Nullable SequenceNumber watermarkOf(Map<String, AttributeValue> item, String queue) {
        String watermark = ShardItem.watermark(queue);
        return item.containsKey(watermark) ? SequenceNumber.parse(Items.text(item, watermark)) : null;
    }
}
