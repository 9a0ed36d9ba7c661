package dev.tally.localstack.sources.streams;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.DescribeStreamRequest;
import software.amazon.awssdk.services.dynamodb.model.DescribeStreamResponse;
import software.amazon.awssdk.services.dynamodb.model.ExpiredIteratorException;
import software.amazon.awssdk.services.dynamodb.model.GetRecordsRequest;
import software.amazon.awssdk.services.dynamodb.model.GetRecordsResponse;
import software.amazon.awssdk.services.dynamodb.model.GetShardIteratorRequest;
import software.amazon.awssdk.services.dynamodb.model.GetShardIteratorResponse;
import software.amazon.awssdk.services.dynamodb.model.Record;
import software.amazon.awssdk.services.dynamodb.model.Shard;
import software.amazon.awssdk.services.dynamodb.model.TrimmedDataAccessException;
import software.amazon.awssdk.services.dynamodb.streams.DynamoDbStreamsClient;

/** A stream with shards that a test opens, closes, expires and trims; an iterator is "shard:index:epoch". */
final class FakeStreams implements DynamoDbStreamsClient {

    private final Map<String, FakeShard> shards = new LinkedHashMap<>();
    private final AtomicInteger calls = new AtomicInteger();
    private int lastSequence;
    private int epoch;
    private int furthest;
    private boolean broken;

    private static final class FakeShard {

        private final @Nullable String parent;
        private final List<Record> records = new ArrayList<>();
        private int trimmed;
        private boolean closed;

        FakeShard(@Nullable String parent) {
            this.parent = parent;
        }
    }

    synchronized FakeStreams open(String shard, @Nullable String parent) {
        shards.put(shard, new FakeShard(parent));
        return this;
    }

    synchronized FakeStreams write(String shard, String... keys) {
        for (String key : keys) {
            shard(shard).records.add(record(key, ++lastSequence, Instant.now()));
        }
        return this;
    }

    synchronized FakeStreams close(String shard) {
        shard(shard).closed = true;
        return this;
    }

    synchronized void expireIterators() {
        epoch++;
    }

    /** Removes the oldest records. */
    synchronized void trim(String shard, int records) {
        shard(shard).trimmed = records;
    }

    synchronized void breakDown(boolean down) {
        broken = down;
    }

    /** Returns the largest number of records that were read from a shard. */
    synchronized int furthest() {
        return furthest;
    }

    /** Returns the number of calls so far. */
    int calls() {
        return calls.get();
    }

    static Record record(String key, int sequence, Instant created) {
        return Record.builder()
                .eventID("event-" + sequence)
                .eventName("MODIFY")
                .eventVersion("1.1")
                .dynamodb(change -> change.approximateCreationDateTime(created)
                        .keys(Map.of("pk", AttributeValue.fromS(key)))
                        .sequenceNumber(Integer.toString(sequence))
                        .sizeBytes(10L)
                        .streamViewType("NEW_AND_OLD_IMAGES"))
                .build();
    }

    @Override
    public synchronized DescribeStreamResponse describeStream(DescribeStreamRequest request) {
        called();
        List<Shard> page = shards.entrySet().stream()
                .map(entry -> describe(entry.getKey(), entry.getValue()))
                .toList();
        // Two pages, as on AWS for many shards.
        int half = page.size() / 2;
        boolean first = request.exclusiveStartShardId() == null && half > 0;
        List<Shard> part = first ? page.subList(0, half) : page.subList(half, page.size());
        return DescribeStreamResponse.builder()
                .streamDescription(stream -> stream.shards(part)
                        .lastEvaluatedShardId(first ? page.get(half - 1).shardId() : null))
                .build();
    }

    @Override
    public synchronized GetShardIteratorResponse getShardIterator(GetShardIteratorRequest request) {
        called();
        FakeShard shard = shard(request.shardId());
        int index =
                switch (request.shardIteratorType()) {
                    case TRIM_HORIZON -> shard.trimmed;
                    case LATEST -> shard.records.size();
                    default -> after(shard, request.sequenceNumber());
                };
        return GetShardIteratorResponse.builder()
                .shardIterator(iterator(request.shardId(), index))
                .build();
    }

    @Override
    public synchronized GetRecordsResponse getRecords(GetRecordsRequest request) {
        called();
        String[] iterator = request.shardIterator().split(":", -1);
        if (Integer.parseInt(iterator[2]) != epoch) {
            throw ExpiredIteratorException.builder().message("expired").build();
        }
        FakeShard shard = shard(iterator[0]);
        int size = shard.records.size();
        furthest = Math.max(furthest, size);
        return GetRecordsResponse.builder()
                .records(shard.records.subList(Integer.parseInt(iterator[1]), size))
                .nextShardIterator(shard.closed ? null : iterator(iterator[0], size))
                .build();
    }

    @Override
    public String serviceName() {
        return DynamoDbStreamsClient.SERVICE_NAME;
    }

    @Override
    public void close() {}

    private void called() {
        calls.incrementAndGet();
        if (broken) {
            throw SdkClientException.create("no route to host");
        }
    }

    private static int after(FakeShard shard, String sequence) {
        int index = shard.records.stream()
                        .map(record -> record.dynamodb().sequenceNumber())
                        .toList()
                        .indexOf(sequence)
                + 1;
        if (index < shard.trimmed) {
            throw TrimmedDataAccessException.builder().message("trimmed").build();
        }
        return index;
    }

    private String iterator(String shard, int index) {
        return shard + ":" + index + ":" + epoch;
    }

    private FakeShard shard(String id) {
        FakeShard shard = shards.get(id);
        if (shard == null) {
            throw new IllegalArgumentException("no shard is named " + id);
        }
        return shard;
    }

    private static Shard describe(String id, FakeShard shard) {
        return Shard.builder()
                .shardId(id)
                .parentShardId(shard.parent)
                .sequenceNumberRange(
                        range -> range.startingSequenceNumber("0").endingSequenceNumber(shard.closed ? "1" : null))
                .build();
    }
}
