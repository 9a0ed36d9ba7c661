package dev.tally.system.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tally.localstack.sources.streams.GlobalTable;
import dev.tally.system.kit.TestOptions;
import dev.tally.system.kit.TestStack;
import java.time.Duration;
import java.util.List;

/** Two whole stacks that share the counters by a global table, each with its fault injector. */
final class TwoRegions implements AutoCloseable {

    private static final Duration SOON = Duration.ofMinutes(2);

    // Short, so that visibilities and time-outs expire within a run: a received click is hidden for 1 s, the aggregator
    // has 2 s, the others 3 s.
    private static final TestOptions OPTIONS = TestOptions.DEFAULT
            .withProcesses(1, 8)
            .withVisibility(1)
            .withAggregatorTimeout(2)
            .withOtherTimeouts(3)
            // As few groups as clicks have, so that the votes of several voters are in one batch.
            .withVariable("TALLY_VOTE_SHARDS", "2")
            .withVariable("TALLY_CLAPS", String.valueOf(Plan.CLAPS))
            .withVariable("TALLY_VOTERS_PER_SECOND", "0");

    private final FaultCounts counts = new FaultCounts();
    private final List<FaultInjector> injectors = List.of(new FaultInjector(counts), new FaultInjector(counts));
    private final List<TestStack> stacks = List.of(start("eu-central-1", 0), start("us-east-1", 1));
    private final GlobalTable counters = GlobalTable.of(
            stacks.get(0).stack().resources().tableName("counters"),
            stacks.get(0).stack().cloud(),
            stacks.get(1).stack().cloud());

    TwoRegions() {
        for (int region = 0; region < stacks.size(); region++) {
            injectors.get(region).attach(stacks.get(region));
        }
    }

    FaultCounts counts() {
        return counts;
    }

    List<TestStack> stacks() {
        return stacks;
    }

    FaultInjector injector(int region) {
        return injectors.get(region);
    }

    void mutate(Mutation mutation, ScheduledShards shards) {
        stacks.forEach(stack -> {
            stack.dynamoDb().rewrite(mutation::rewrite);
            stack.sqs()
                    .rewrite(
                            mutation == Mutation.SHARDS_AT_HANDLING
                                    ? shards::atHandling
                                    : (call, body) -> List.of(body));
        });
    }

    /** Stops the replication between the regions. */
    void disconnect() {
        counters.part();
        counts.count(FaultKind.REGION_CUT);
    }

    void reconnect() {
        counters.heal();
    }

    /** Stops every fault, and waits until no click or item is in flight. */
    void healAndSettle() {
        reconnect();
        injectors.forEach(FaultInjector::heal);
        stacks.forEach(TestStack::drain);
        await().atMost(SOON).until(() -> counters.waiting() == 0);
        stacks.forEach(TestStack::settle);
        await().atMost(SOON).untilAsserted(() -> assertThat(counters.isInStep())
                .as("both regions have the same items")
                .isTrue());
    }

    @Override
    public void close() {
        counters.close();
        stacks.forEach(FaultQuotas::report);
        stacks.forEach(TestStack::close);
        injectors.forEach(FaultInjector::close);
    }

    private TestStack start(String region, int index) {
        return TestStack.start(FaultQuotas.applyTo(injectors.get(index).applyTo(OPTIONS)), region);
    }
}
