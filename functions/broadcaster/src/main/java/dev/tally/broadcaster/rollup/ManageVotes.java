package dev.tally.broadcaster.rollup;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tally.counter.ClickId;
import dev.tally.counter.CounterId;
import dev.tally.counter.Generations;
import dev.tally.counter.Shard;
import dev.tally.counter.Tally;
import dev.tally.counter.TallyStore;
import dev.tally.counter.Vote;
import dev.tally.counter.VoteStore;
import dev.tally.counter.VoteStore.Located;
import dev.tally.counter.Voter;
import dev.tally.counter.message.QueueMessage.OfShard;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** The votes of one voter, deleted, and the votes of one counter, listed. */
public final class ManageVotes {

    // A vote that is deleted while it counts would leave its share in the sum for good. So a vote that is not 0 is
    // first taken back, through the queue as every vote. The call is repeated until nothing is left. A vote of 0 counts
    // the same as none, so its deletion may overtake any write.

    private final VoteStore votes;
    private final TallyStore tallies;
    private final ChangeQueue queue;
    private final Supplier<ClickId> ids;
    private final String region;

    public ManageVotes(VoteStore votes, TallyStore tallies, ChangeQueue queue, Supplier<ClickId> ids, String region) {
        this.votes = votes;
        this.tallies = tallies;
        this.queue = queue;
        this.ids = ids;
        this.region = region;
    }

    /** Deletes the votes of 0 that a voter has in this region, and takes the others back. */
    ObjectNode forget(Voter voter) {
        List<OfShard> takenBack = new ArrayList<>();
        int deleted = 0;
        int elsewhere = 0;
        for (Located located : votes.ofVoter(voter)) {
            if (!located.region().equals(region)) {
                elsewhere++;
            } else if (located.vote().value() == 0 && votes.deleteZero(voter, located.counter())) {
                deleted++;
            } else {
                takenBack.add(takeBack(located));
            }
        }
        if (!takenBack.isEmpty()) {
            queue.send(takenBack);
        }
        return JsonNodeFactory.instance
                .objectNode()
                .put("deleted", deleted)
                .put("takenBack", takenBack.size())
                .put("elsewhere", elsewhere);
    }

    private OfShard takeBack(Located located) {
        Shard shard = new Shard(located.counter(), located.vote().shard());
        return new OfShard(shard, Vote.of(ids.get(), located.counter(), located.voter(), 0));
    }

    /**
     * Returns a part of the votes of a counter, each with the value that counts.
     *
     * @param start of the part, empty for the first one
     */
    ObjectNode export(CounterId counter, Optional<String> start) {
        VoteStore.Page page = votes.ofCounter(counter, start);
        Map<String, Tally> shards = tallies.shards(counter);
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("counter", counter.value());
        ArrayNode list = json.putArray("votes");
        for (Located located : page.votes()) {
            list.addObject()
                    .put("voter", located.voter().value())
                    .put("region", located.region())
                    .put("value", located.vote().valueIn(Generations.generation(shards, located.region())));
        }
        return json.put("next", page.next().orElse(null));
    }
}
