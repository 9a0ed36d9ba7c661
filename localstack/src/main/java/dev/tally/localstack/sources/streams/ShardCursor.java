package dev.tally.localstack.sources.streams;

import java.util.List;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.ExpiredIteratorException;
import software.amazon.awssdk.services.dynamodb.model.GetRecordsResponse;
import software.amazon.awssdk.services.dynamodb.model.Record;
import software.amazon.awssdk.services.dynamodb.model.ShardIteratorType;
import software.amazon.awssdk.services.dynamodb.model.TrimmedDataAccessException;

/** How far one shard has been read. */
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

    /** The next records, none if there are none now. */
    List<Record> read() {
        try {
            return readWhatIsLeft();
        } catch (ExpiredIteratorException expired) {
            LOG.infof("iterator.expired shard=%s after=%s", shardId, last);
            iterator = null;
            return readWhatIsLeft();
        }
    }

    /** Whether the shard is closed and all of it was read. */
    boolean atEnd() {
        return atEnd;
    }

    private List<Record> readWhatIsLeft() {
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

    /** Goes on with the oldest record that is left. */
    private void restart() {
        iterator = null;
        last = null;
        start = ShardIteratorType.TRIM_HORIZON;
    }
}
