package dev.tally.system.faults;

import dev.tally.counter.ClickId;
import dev.tally.counter.CounterId;
import dev.tally.counter.Shard;
import dev.tally.counter.VoterCount;
import dev.tally.system.faults.Ledger.Answer;
import dev.tally.system.faults.Ledger.Entry;
import dev.tally.system.faults.Ledger.Kind;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The values of a counter's voters in one region, by the answers to their votes and the order of the groups.
 *
 * <p>An accepted vote counts, at the place that its receipt has. A vote with a lost answer counts if a group received
 * it. A rejected vote does not count.
 *
 * @param values the value of each voter with a counted vote
 * @param changes the sum of all changes of these values by votes, which is the sum of the history
 */
record ExpectedVotes(SortedMap<Integer, Integer> values, long changes) {

    /** @throws AssertionError if no group received an accepted vote */
    static ExpectedVotes of(CounterId counter, Collection<Entry> votes, QueueOrder order) {
        Map<ClickId, Entry> byId = votes.stream()
                .filter(vote -> vote.answer() != Answer.REJECTED)
                .collect(Collectors.toMap(Entry::id, Function.identity()));
        SortedMap<Integer, Integer> values = new TreeMap<>();
        long changes = 0;
        for (Shard shard : order.groups(counter)) {
            Group group = new Group(shard, byId, order);
            values.putAll(group.values);
            changes += group.changes;
            group.delivered.forEach(byId::remove);
        }
        byId.values().stream().filter(vote -> vote.answer() == Answer.ACCEPTED).forEach(lost -> {
            throw new AssertionError("the count is without the accepted vote " + lost + ", which no group received");
        });
        return new ExpectedVotes(values, changes);
    }

    long sum() {
        return values.values().stream().mapToLong(Integer::longValue).sum();
    }

    VoterCount voters() {
        return new VoterCount(
                values.values().stream().filter(value -> value > 0).count(),
                values.values().stream().filter(value -> value < 0).count());
    }

    /** The votes and resets of one group, in its order. */
    private static final class Group {

        private final Map<Integer, Integer> values = new HashMap<>();
        private final Collection<ClickId> delivered;
        private @Nullable ClickId generation;
        private long changes;

        Group(Shard shard, Map<ClickId, Entry> votes, QueueOrder order) {
            delivered = order.inOrder(shard);
            for (ClickId id : delivered) {
                Entry vote = votes.get(id);
                if (vote != null) {
                    count(vote);
                } else if (order.isReset(shard.counter(), id)) {
                    reset(id);
                }
            }
            // The reset that the group did not receive yet comes last.
            order.effectiveReset(shard.counter())
                    .filter(reset -> shard.index() < reset.shards())
                    .ifPresent(reset -> reset(reset.id()));
        }

        private void count(Entry vote) {
            int old = values.getOrDefault(vote.voter(), 0);
            int value = vote.kind() == Kind.ADDED_CLAPS ? Math.min(Plan.CLAPS, old + vote.delta()) : vote.delta();
            values.put(vote.voter(), value);
            changes += value - old;
        }

        private void reset(ClickId id) {
            if (generation == null || id.compareTo(generation) > 0) {
                generation = id;
                values.replaceAll((voter, value) -> 0);
            }
        }
    }
}
