package dev.tally.press;

import dev.tally.counter.CounterId;
import dev.tally.counter.CounterKind;
import dev.tally.counter.Shard;
import jakarta.inject.Singleton;

/** The number of shards for new changes of a counter. */
@Singleton
class ShardCounts {

    private final int ofClicks;
    private final int ofVotes;

    ShardCounts(PressSettings settings) {
        this.ofClicks = checked("TALLY_SHARDS", settings.shards());
        this.ofVotes = checked("TALLY_VOTE_SHARDS", settings.voteShards());
    }

    int of(CounterId counter) {
        return CounterKind.of(counter).takesVotes() ? ofVotes : ofClicks;
    }

    private static int checked(String setting, int shards) {
        if (shards < 1 || shards > Shard.MAX_COUNT) {
            throw new IllegalArgumentException(setting + " must be 1 to " + Shard.MAX_COUNT + ", not " + shards);
        }
        return shards;
    }
}
