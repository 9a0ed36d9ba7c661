package dev.tally.press;

import dev.tally.counter.CastVote;
import dev.tally.counter.ClickId;
import dev.tally.counter.CounterId;
import dev.tally.counter.Published;
import dev.tally.counter.VoteStore;
import dev.tally.counter.Voter;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The reads of a voter's own values. */
@Singleton
class ReadVotes {

    // A vote from before a reset stays stored and counts 0. The generation of the published total decides, so this read
    // needs no unit of the shards' partition key. A vote of a later generation is newer than the total.

    private final VoteStore votes;
    private final ReadTotals readTotals;

    ReadVotes(VoteStore votes, ReadTotals readTotals) {
        this.votes = votes;
        this.readTotals = readTotals;
    }

    /** Returns the voter's value for each counter, in their order. */
    List<VoteView> read(Voter voter, List<CounterId> counters) {
        Map<CounterId, CastVote> stored = votes.find(voter, Set.copyOf(counters));
        return readTotals.read(counters).stream()
                .map(published -> view(published, stored.get(published.counter())))
                .toList();
    }

    private static VoteView view(Published published, @Nullable CastVote vote) {
        int value = vote == null || isReset(vote, published.total().generation()) ? 0 : vote.value();
        return new VoteView(published.counter().value(), value);
    }

    private static boolean isReset(CastVote vote, @Nullable ClickId generation) {
        ClickId own = vote.generation();
        return generation != null && (own == null || own.compareTo(generation) < 0);
    }
}
