package dev.tally.localstack.sources.streams;

import dev.tally.localstack.sources.streams.StreamSettings.StartingPosition;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.dynamodb.model.Shard;
import software.amazon.awssdk.services.dynamodb.model.ShardIteratorType;

/**
 * The order in which shards of a stream may be read: parents before children, so each item's records stay in order.
 *
 * @see <a href="https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Streams.html">
 *     DynamoDB: reading and processing a stream</a>
 */
final class Lineage {

    private final Set<String> started = new HashSet<>();
    private final Set<String> done = new HashSet<>();
    private StartingPosition position;

    Lineage(StartingPosition position) {
        this.position = position;
    }

    /** Returns the shards to start now. */
    List<ShardStart> start(List<Shard> listed) {
        if (position == StartingPosition.LATEST) {
            listed.stream().filter(Lineage::isClosed).map(Shard::shardId).forEach(this::skip);
        }
        Set<String> known = listed.stream().map(Shard::shardId).collect(Collectors.toUnmodifiableSet());
        List<ShardStart> starts = new ArrayList<>();
        for (Shard shard : listed) {
            if (mayStart(shard, known) && started.add(shard.shardId())) {
                starts.add(new ShardStart(shard.shardId(), ShardIteratorType.fromValue(position.name())));
            }
        }
        // A shard that appears later contains only new records.
        position = listed.isEmpty() ? position : StartingPosition.TRIM_HORIZON;
        return starts;
    }

    void done(String shardId) {
        done.add(shardId);
    }

    private boolean mayStart(Shard shard, Set<String> known) {
        String parent = shard.parentShardId();
        return parent == null || done.contains(parent) || !known.contains(parent);
    }

    private void skip(String shardId) {
        started.add(shardId);
        done.add(shardId);
    }

    private static boolean isClosed(Shard shard) {
        return shard.sequenceNumberRange() != null
                && shard.sequenceNumberRange().endingSequenceNumber() != null;
    }
}
