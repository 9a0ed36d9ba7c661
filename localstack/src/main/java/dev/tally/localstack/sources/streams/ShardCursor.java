package dev.tally.localstack.sources.streams;

import java.util.List;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.ExpiredIteratorException;
import software.amazon.awssdk.services.dynamodb.model.GetRecordsResponse;
import software.amazon.awssdk.services.dynamodb.model.Record;
import software.amazon.awssdk.services.dynamodb.model.ShardIteratorType;
import software.amazon.awssdk.services.dynamodb.model.TrimmedDataAccessException;

/** The reading position in one shard. */
final class ShardCursor {

    private static final Logger LOG = Logger.getLogger(ShardCursor.class);

    private final TableStream stream;
    private final String shardId;
    private ShardIteratorType start;
    private @Nullable String last;
    private @Nullable String iterator;
    private boolean atEnd;

    ShardCursor(TableStream stream, String shardId, ShardIteratorType start) {
        this.stream = stream;
        this.shardId = shardId;
        this.start = start;
    }

    /** Returns the next records, or an empty list if there are none yet. */
    List<Record> read() {
        try {
            return readUntrimmed();
        } catch (ExpiredIteratorException expired) {
            LOG.infof("iterator.expired shard=%s after=%s", shardId, last);
            iterator = null;
            return readUntrimmed();
        }
    }

    /** Returns whether the shard is closed and completely read. */
    boolean atEnd() {
        return atEnd;
    }

    private List<Record> readUntrimmed() {
        try {
            return advance();
        } catch (TrimmedDataAccessException trimmed) {
            LOG.warnf("records.trimmed shard=%s after=%s", shardId, last);
            restart();
            return advance();
        }
    }

    private List<Record> advance() {
        if (iterator == null) {
            iterator = stream.iterator(shardId, last == null ? start : ShardIteratorType.AFTER_SEQUENCE_NUMBER, last);
        }
        GetRecordsResponse page = stream.records(iterator);
        List<Record> records = page.records();
        if (!records.isEmpty()) {
            last = records.get(records.size() - 1).dynamodb().sequenceNumber();
        }
        iterator = page.nextShardIterator();
        atEnd = iterator == null;
        return records;
    }

    /** Continues at the oldest record that the stream still has. */
    private void restart() {
        iterator = null;
        last = null;
        start = ShardIteratorType.TRIM_HORIZON;
    }
}
