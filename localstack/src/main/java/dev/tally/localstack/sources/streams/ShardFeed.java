package dev.tally.localstack.sources.streams;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.List;
import software.amazon.awssdk.services.dynamodb.model.Record;

/** One shard on its way through the function: what is read of it, and its lanes. */
final class ShardFeed {

    private final TableStream stream;
    private final String shardId;
    private final StreamSettings settings;
    private final PollTimes pace;
    private final String region;
    private final Runnable wakeReader;
    private final ShardCursor cursor;
    private final Lanes lanes;
    private volatile boolean readerWaits;

    ShardFeed(
            TableStream stream,
            ShardStart start,
            StreamSettings settings,
            PollTimes pace,
            String region,
            Runnable wakeReader) {
        this.stream = stream;
        this.shardId = start.shardId();
        this.settings = settings;
        this.pace = pace;
        this.region = region;
        this.wakeReader = wakeReader;
        this.cursor = new ShardCursor(stream, shardId, start.position());
        this.lanes = new Lanes(settings, pace);
    }

    String id() {
        return shardId;
    }

    /** Reads on, unless too many records wait already; returns how many were read, those filtered out too. */
    int read() {
        // Set before looking, so that a lane that moves meanwhile wakes the reader.
        readerWaits = true;
        if (cursor.atEnd() || lanes.isFull()) {
            return 0;
        }
        readerWaits = false;
        List<Record> records = cursor.read();
        readerWaits = cursor.atEnd();
        Instant readAt = pace.clock().instant();
        records.forEach(record -> add(record, readAt));
        return records.size();
    }

    /** Starts what the lanes have to do. */
    void advance(LaneRunner runner) {
        lanes.all().forEach(lane -> runner.advance(this, lane));
    }

    /** Wakes the reader where it waits for a lane. */
    void laneMoved() {
        if (readerWaits && !lanes.isFull() && (!cursor.atEnd() || lanes.isEmpty())) {
            wakeReader.run();
        }
    }

    /** Whether every record went through the function, so that the shard's children may start. */
    boolean isDone() {
        return cursor.atEnd() && lanes.isEmpty();
    }

    /** Whether no record waits or is under way. */
    boolean isEmpty() {
        return lanes.isEmpty();
    }

    int batchesUnderWay() {
        return lanes.underWay();
    }

    private void add(Record record, Instant readAt) {
        Instant created = StreamRecord.created(record, readAt);
        JsonNode event = RecordEvent.of(record, created, region, stream.arn());
        if (settings.filter().passes(event)) {
            lanes.add(StreamRecord.of(record, event, settings.partitionKey()));
        }
    }
}
