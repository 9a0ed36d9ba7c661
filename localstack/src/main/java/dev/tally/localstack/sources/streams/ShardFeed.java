package dev.tally.localstack.sources.streams;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.List;
import software.amazon.awssdk.services.dynamodb.model.Record;

/** One shard with its reading position and its lanes. */
final class ShardFeed {

    private final TableStream stream;
    private final String shardId;
    private final StreamSettings settings;
    private final PollTimes times;
    private final String region;
    private final Runnable wakeReader;
    private final ShardCursor cursor;
    private final Lanes lanes;
    private volatile boolean readerWaits;

    ShardFeed(
            TableStream stream,
            ShardStart start,
            StreamSettings settings,
            PollTimes times,
            String region,
            Runnable wakeReader) {
        this.stream = stream;
        this.shardId = start.shardId();
        this.settings = settings;
        this.times = times;
        this.region = region;
        this.wakeReader = wakeReader;
        this.cursor = new ShardCursor(stream, shardId, start.position());
        this.lanes = new Lanes(settings, times);
    }

    String id() {
        return shardId;
    }

    /** Reads the next records unless too many wait; returns the number read, including filtered ones. */
    int read() {
        // Set before the check, so that a lane that advances meanwhile wakes the reader.
        readerWaits = true;
        if (cursor.atEnd() || lanes.isFull()) {
            return 0;
        }
        readerWaits = false;
        List<Record> records = cursor.read();
        readerWaits = cursor.atEnd();
        Instant readAt = times.clock().instant();
        records.forEach(record -> add(record, readAt));
        return records.size();
    }

    /** Starts the next attempts of all free lanes. */
    void advance(LaneRunner runner) {
        lanes.all().forEach(lane -> runner.advance(this, lane));
    }

    /** Wakes the reader if it waits for a lane. */
    void laneAdvanced() {
        if (readerWaits && !lanes.isFull() && (!cursor.atEnd() || lanes.isEmpty())) {
            wakeReader.run();
        }
    }

    /** Returns whether all records are processed, so that the shard's children may start. */
    boolean isDone() {
        return cursor.atEnd() && lanes.isEmpty();
    }

    /** Returns whether no record waits or is in progress. */
    boolean isEmpty() {
        return lanes.isEmpty();
    }

    int batchesInProgress() {
        return lanes.inProgress();
    }

    private void add(Record record, Instant readAt) {
        Instant created = StreamRecord.created(record, readAt);
        JsonNode event = RecordEvent.of(record, created, region, stream.arn());
        if (settings.filter().passes(event)) {
            lanes.add(StreamRecord.of(record, event, settings.partitionKey()));
        }
    }
}
