package dev.tally.system.faults;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tally.counter.CastVote;
import dev.tally.counter.ClickId;
import dev.tally.counter.CounterId;
import dev.tally.counter.CounterKind;
import dev.tally.counter.Generations;
import dev.tally.counter.Tally;
import dev.tally.counter.VoteStore;
import dev.tally.counter.Voter;
import dev.tally.counter.VoterCount;
import dev.tally.counter.dynamodb.DynamoDbVoteStore;
import dev.tally.system.kit.TestStack;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** The comparison of the votes of one counter with the answers to its voters. */
final class VoteCheck {

    private final TwoRegions regions;
    private final Ledger ledger;
    private final CounterId counter;

    VoteCheck(TwoRegions regions, Ledger ledger, String counter) {
        this.regions = regions;
        this.ledger = ledger;
        this.counter = new CounterId(counter);
    }

    /** Checks the sums and the stored votes of each region. */
    void checkCounted() {
        for (int region = 0; region < Plan.REGIONS; region++) {
            ExpectedVotes expected = expected(region);
            for (TestStack stack : regions.stacks()) {
                checkSums(stack.shards(counter.value()), name(region), expected);
            }
            checkStored(regions.stacks().get(region), expected);
        }
    }

    /** Checks the count and the numbers of voters that a reader receives. */
    void checkTotal(@Nullable JsonNode total) {
        VoterCount voters = IntStream.range(0, Plan.REGIONS)
                .mapToObj(region -> expected(region).voters())
                .reduce(VoterCount.NONE, VoterCount::plus);
        SortedMap<String, Long> numbers = voters.named(CounterKind.of(counter));
        numbers.put("count", sum());
        SortedMap<String, Long> received = new TreeMap<>();
        if (total != null) {
            numbers.keySet().forEach(name -> received.put(name, total.path(name).asLong(Long.MIN_VALUE)));
        }
        assertThat(received).as("numbers of %s that a reader receives", counter).isEqualTo(numbers);
    }

    void checkHistory(long sum) {
        assertThat(sum)
                .as("sum of the history of %s", counter)
                .isEqualTo(IntStream.range(0, Plan.REGIONS)
                        .mapToLong(region -> expected(region).changes())
                        .sum());
    }

    private long sum() {
        return IntStream.range(0, Plan.REGIONS)
                .mapToLong(region -> expected(region).sum())
                .sum();
    }

    private void checkSums(SortedMap<String, Tally> shards, String region, ExpectedVotes expected) {
        long sum = 0;
        VoterCount voters = VoterCount.NONE;
        for (Map.Entry<String, Tally> shard : Generations.counted(shards).entrySet()) {
            if (shard.getKey().startsWith(region + "#")) {
                sum += shard.getValue().total();
                voters = voters.plus(shard.getValue().voters());
            }
        }
        if (sum != expected.sum() || !voters.equals(expected.voters())) {
            throw new AssertionError("the count is %d with %s for %s in %s, but the last values of the voters are %s"
                    .formatted(sum, voters, counter, region, expected.values()));
        }
    }

    private void checkStored(TestStack stack, ExpectedVotes expected) {
        String region = stack.stack().cloud().region();
        VoteStore store = new DynamoDbVoteStore(
                stack.stack().cloud().dynamoDb(), stack.stack().resources().tableName("counters"), region);
        ClickId generation = Generations.generation(stack.shards(counter.value()), region);
        SortedMap<Integer, Integer> stored = new TreeMap<>();
        for (int voter = 0; voter < Plan.VOTERS; voter++) {
            CastVote vote =
                    store.find(Voter.ofClient(voter(voter)), Set.of(counter)).get(counter);
            if (vote != null) {
                stored.put(voter, vote.valueIn(generation));
            }
        }
        if (!stored.equals(expected.values())) {
            throw new AssertionError(
                    "the count is of other votes of %s in %s: %s, but the last votes of the voters are %s"
                            .formatted(counter, region, stored, expected.values()));
        }
    }

    private ExpectedVotes expected(int region) {
        return ExpectedVotes.of(
                counter,
                ledger.entries(counter.value(), entry -> entry.kind().isVote() && entry.region() == region),
                regions.injector(region).order());
    }

    private String name(int region) {
        return regions.stacks().get(region).stack().cloud().region();
    }

    /** Returns the id of a voter, which a client sends. */
    static String voter(int index) {
        return "voter-0123456789-" + index;
    }
}
