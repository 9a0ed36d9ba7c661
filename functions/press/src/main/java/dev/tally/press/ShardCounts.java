package dev.tally.press;

import dev.tally.counter.Change;
import dev.tally.counter.CounterId;
import dev.tally.counter.CounterKind;
import dev.tally.counter.HotList;
import dev.tally.counter.HotListReader;
import dev.tally.counter.HotListStore;
import dev.tally.counter.Schedule;
import dev.tally.counter.Shard;
import dev.tally.counter.Vote;
import jakarta.inject.Singleton;
import java.util.Optional;

/** The number of shards for new changes of a counter. That of clicks is scheduled, that of votes is fixed. */
@Singleton
class ShardCounts {

    private final HotListReader hotList;
    private final HotListStore store;
    private final int ofClicks;
    private final int ofVotes;

    ShardCounts(HotListReader hotList, HotListStore store, PressSettings settings) {
        Shard.requireCount("TALLY_SHARDS", settings.shards());
        Shard.requireCount("TALLY_VOTE_SHARDS", settings.voteShards());
        this.hotList = hotList;
        this.store = store;
        this.ofClicks = settings.shards();
        this.ofVotes = settings.voteShards();
    }

    /**
     * The shard of a change.
     *
     * @param isAgreed whether every environment has the same shard for this id, so that it can be sent again
     * @param mayLag whether the counter is in the hot list, or takes votes
     */
    record Placement(Shard shard, boolean isAgreed, boolean mayLag) {}

    /** Returns the shard of a change. */
    Placement place(Change change) {
        if (change instanceof Vote) {
            return new Placement(Shard.of(change, ofVotes), true, true);
        }
        Optional<HotList> list = hotList.list();
        Schedule schedule = list.map(known -> known.of(change.counter())).orElse(Schedule.NONE);
        return new Placement(
                Shard.of(change, schedule.shards(change.id().time(), ofClicks)),
                list.filter(known -> known.decides(change.id())).isPresent(),
                !schedule.entries().isEmpty());
    }

    /** Returns the largest number of shards that new changes of a counter have, as this environment knows it. */
    int most(CounterId counter) {
        return CounterKind.of(counter).takesVotes()
                ? ofVotes
                : hotList.list()
                        .map(known -> known.of(counter))
                        .orElse(Schedule.NONE)
                        .most(ofClicks);
    }

    /**
     * Returns the number of groups that the changes of a counter can have. It reads the schedule as of now.
     *
     * @throws dev.tally.counter.StoreUnavailableException if the schedule cannot be read
     */
    int groups(CounterId counter) {
        return CounterKind.of(counter).takesVotes()
                ? ofVotes
                : store.read().getOrDefault(counter, Schedule.NONE).most(ofClicks);
    }
}
