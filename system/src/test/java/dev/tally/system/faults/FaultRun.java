package dev.tally.system.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tally.counter.ClickId;
import dev.tally.counter.ClickIds;
import dev.tally.counter.CounterId;
import dev.tally.counter.CounterKind;
import dev.tally.counter.Epoch;
import dev.tally.counter.ExactlyOnce;
import dev.tally.counter.Generations;
import dev.tally.counter.Receipt;
import dev.tally.counter.SequenceNumber;
import dev.tally.counter.Shard;
import dev.tally.counter.Tally;
import dev.tally.system.faults.Ledger.Answer;
import dev.tally.system.faults.Ledger.Entry;
import dev.tally.system.faults.Ledger.Kind;
import dev.tally.system.faults.Plan.Injection;
import dev.tally.system.faults.Plan.Press;
import dev.tally.system.kit.Presser;
import dev.tally.system.kit.TestStack;
import dev.tally.system.kit.Viewer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.awaitility.core.ConditionFactory;

/** A run of one plan, and the comparison of its counts with the answers to its clients. */
final class FaultRun {

    private static final Duration SOON = Duration.ofSeconds(90);
    private static final Duration LATE = Duration.ofSeconds(10);

    /** Long enough for a push that failed: Lambda retries its event after 1 minute, and after 2 more. */
    private static final Duration SCREENS = Duration.ofMinutes(4);

    private static final Duration POLL = Duration.ofMillis(50);

    /** As many as presses that wait for an answer at once. */
    private static final int THREADS = 200;

    /** The shards of a counter in a region without a schedule. */
    static final int SHARDS = 2;

    // The retries of a client with a bad connection; the browser client waits longer. A key is valid for 4 minutes, and
    // all tries are within that time.
    private static final long SHORTEST_WAIT_MILLIS = 100;
    private static final long LONGEST_WAIT_MILLIS = 800;
    private static final long REPEATED_AFTER_MILLIS = 2_000;
    private static final Duration TRIES = Duration.ofSeconds(60);

    private final TwoRegions regions;
    private final Plan plan;
    private final Mutation mutation;
    private final String prefix;
    private final Random random;
    private final List<Presser> pressers;
    private final Ledger ledger = new Ledger();

    /** @param prefix of the names of its counters, so that each run has its own */
    FaultRun(TwoRegions regions, Plan plan, Mutation mutation, String prefix) {
        this.regions = regions;
        this.plan = plan;
        this.mutation = mutation;
        this.prefix = prefix;
        this.random = new Random(plan.seed());
        this.pressers = regions.stacks().stream().map(Presser::new).toList();
    }

    /**
     * Runs the plan, stops all faults, and checks the counts.
     *
     * @return the answers to the clients
     * @throws AssertionError if a click was lost or counted twice, or a screen shows another count; it names the seed
     */
    Ledger run() {
        List<Viewer> viewers = new ArrayList<>();
        try (ScheduledShards shards =
                ScheduledShards.store(regions, new CounterId(counter(Plan.SCHEDULED)), plan.shards())) {
            regions.mutate(mutation, shards);
            regions.stacks().forEach(stack -> viewers.add(connectViewer(stack)));
            runPlan();
            regions.healAndSettle();
            check(viewers);
            return ledger;
        } catch (AssertionError | RuntimeException wrong) {
            throw new AssertionError("seed " + plan.seed() + ": " + wrong.getMessage() + "\nplan: " + plan, wrong);
        } finally {
            viewers.forEach(Viewer::close);
        }
    }

    /** Connects, and retries because a function may still be recovering from the previous run. */
    private Viewer connectViewer(TestStack stack) {
        return await().atMost(SOON)
                .ignoreExceptions()
                .until(() -> Viewer.connectTo(stack, counter("hot"), counter("clap~")), viewer -> !viewer.isClosed());
    }

    private void runPlan() {
        ScheduledExecutorService threads = new ScheduledThreadPoolExecutor(THREADS);
        try {
            List<Future<?>> all = new ArrayList<>();
            plan.presses()
                    .forEach(press -> all.add(threads.schedule(() -> press(press), press.at(), TimeUnit.MILLISECONDS)));
            plan.injections()
                    .forEach(injection -> all.add(
                            threads.schedule(() -> inject(injection, threads), injection.at(), TimeUnit.MILLISECONDS)));
            all.forEach(FaultRun::finish);
        } finally {
            threads.shutdownNow();
        }
    }

    /** Returns a wait with the first try at once, because most conditions hold by then. */
    private static ConditionFactory soon() {
        return await().atMost(SOON).pollDelay(Duration.ZERO).pollInterval(POLL);
    }

    private static void finish(Future<?> work) {
        try {
            work.get(3, TimeUnit.MINUTES);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        } catch (ExecutionException | TimeoutException failed) {
            throw new IllegalStateException(failed);
        }
    }

    private void inject(Injection injection, ScheduledExecutorService timers) {
        if (injection.kind() == FaultKind.REGION_CUT) {
            regions.disconnect();
            var unused = timers.schedule(regions::reconnect, injection.millis(), TimeUnit.MILLISECONDS);
        } else {
            regions.injector(injection.region()).inject(injection, this::counter, ledger, timers);
        }
    }

    /** Sends one press, and retries it under the same key until it is accepted or rejected. */
    private void press(Press press) {
        ClickId key = key(press.region());
        long end = System.nanoTime() + TRIES.toNanos();
        long wait = SHORTEST_WAIT_MILLIS;
        for (int tries = 1; ; tries++) {
            int status = send(press, key);
            if (status == 202) {
                answered(press, key, Answer.ACCEPTED);
                if (press.isRepeated() && !plan.shards().isEmpty() && slept(REPEATED_AFTER_MILLIS)) {
                    send(press, key);
                }
                return;
            }
            if (status >= 400 && status < 500) {
                answered(press, key, tries == 1 ? Answer.REJECTED : Answer.UNKNOWN);
                return;
            }
            if (press.abandoned() || System.nanoTime() - end > 0 || !slept(wait)) {
                answered(press, key, Answer.UNKNOWN);
                return;
            }
            wait = Math.min(2 * wait, LONGEST_WAIT_MILLIS);
            key = mutation == Mutation.NEW_KEY_FOR_EACH_TRY ? key(press.region()) : key;
        }
    }

    private int send(Press press, ClickId key) {
        Presser client = pressers.get(press.region());
        String counter = counter(press.counter());
        String voter = VoteCheck.voter(press.voter());
        Consumer<Receipt> receipts = receipt -> ledger.addReceipt(counter, key, receipt);
        return switch (press.kind()) {
            case CLICK -> client.send(counter, press.delta(), key.toString(), receipts);
            case ADJUSTMENT -> client.adjust(counter, press.delta(), key.toString(), receipts);
            case RESET -> client.reset(counter, key.toString());
            case VOTE -> client.vote(counter, voter, "value", press.delta(), key.toString(), receipts);
            case ADDED_CLAPS -> client.vote(counter, voter, "add", press.delta(), key.toString(), receipts);
        };
    }

    private void answered(Press press, ClickId key, Answer answer) {
        ledger.add(
                counter(press.counter()),
                new Entry(press.kind(), press.region(), key, press.voter(), press.delta(), answer));
    }

    private ClickId key(int region) {
        Clock clock = Clock.offset(Clock.systemUTC(), regions.injector(region).clockOffset());
        return new ClickIds(clock, random).next();
    }

    /** Waits between two tries. Returns false if the thread was interrupted. */
    private static boolean slept(long millis) {
        try {
            TimeUnit.MILLISECONDS.sleep(millis);
            return true;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Returns the name of a plan's counter in this run. The kind stays in front. */
    private String counter(String name) {
        return name.endsWith("~") ? name + prefix : prefix + "-" + name;
    }

    private void check(List<Viewer> viewers) {
        checkCounts();
        for (String counter : ledger.counters()) {
            checkResets(counter);
            pressers.forEach(presser -> checkPublished(presser, counter));
            checkReceipts(counter);
        }
        viewers.forEach(this::checkScreen);
        // The screens are checked by now, and a click that was counted late must not be one too many.
        checkCounts();
        for (int region = 0; region < Plan.REGIONS; region++) {
            regions.injector(region).checkDeadLetters();
        }
    }

    private void checkCounts() {
        for (String counter : ledger.counters()) {
            if (takesVotes(counter)) {
                // A vote with a lost answer can still be on its way.
                soon().atMost(LATE).untilAsserted(votes(counter)::checkCounted);
            } else {
                regions.stacks().forEach(stack -> checkCount(stack, counter));
            }
        }
    }

    private static boolean takesVotes(String counter) {
        return CounterKind.of(new CounterId(counter)).takesVotes();
    }

    private VoteCheck votes(String counter) {
        return new VoteCheck(regions, ledger, counter);
    }

    /** Checks the count: the sum of the changes that come after the effective reset in the order of their group. */
    private void checkCount(TestStack stack, String counter) {
        ExactlyOnce.assertCount(
                stack.counted(counter),
                deltas(counter, entry -> entry.answer() == Answer.ACCEPTED && !isBeforeReset(counter, entry)),
                deltas(counter, entry -> entry.answer() == Answer.UNKNOWN && !isBeforeReset(counter, entry)));
    }

    private boolean isBeforeReset(String counter, Entry entry) {
        return order(entry.region()).isBeforeReset(new CounterId(counter), entry.id());
    }

    private List<Integer> deltas(String counter, Predicate<Entry> wanted) {
        return ledger.entries(counter, wanted).stream().map(Entry::delta).toList();
    }

    private QueueOrder order(int region) {
        return regions.injector(region).order();
    }

    /** Checks that the effective resets reached all their shards, and that each answer to a reset is true. */
    private void checkResets(String counter) {
        CounterId id = new CounterId(counter);
        for (TestStack stack : regions.stacks()) {
            String region = stack.stack().cloud().region();
            soon().untilAsserted(() -> {
                SortedMap<String, Tally> shards = stack.shards(counter);
                assertThat(Generations.latest(shards, region)
                                .map(reset -> Generations.behind(shards, region, reset))
                                .orElse(new int[0]))
                        .as("shards of %s in %s that lack the reset", counter, region)
                        .isEmpty();
            });
        }
        for (Entry reset : ledger.entries(counter, entry -> entry.kind() == Kind.RESET)) {
            Set<Shard> reached = order(reset.region()).places(id, reset.id()).keySet();
            switch (reset.answer()) {
                case ACCEPTED ->
                    assertThat(reached)
                            .as("groups of the accepted reset of %s", counter)
                            .hasSizeGreaterThanOrEqualTo(SHARDS);
                case REJECTED ->
                    assertThat(reached)
                            .as("groups of the rejected reset of %s", counter)
                            .isEmpty();
                case UNKNOWN -> {}
            }
        }
    }

    /**
     * Checks that every acknowledged change of a drained region is included, by its receipt alone. The numbers in the
     * receipts are those of the queue.
     */
    private void checkReceipts(String counter) {
        CounterId id = new CounterId(counter);
        Map<ClickId, Receipt> receipts = ledger.receipts(counter);
        for (int region = 0; region < Plan.REGIONS; region++) {
            TestStack stack = regions.stacks().get(region);
            Epoch epoch = new Epoch(stack.stack().epoch());
            List<Receipt> delivered = new ArrayList<>();
            for (Entry entry : ledger.entries(counter, ofRegion(region))) {
                Map<Shard, SequenceNumber> places = order(region).places(id, entry.id());
                Receipt receipt = receipts.get(entry.id());
                if (receipt != null) {
                    assertThat(places.values())
                            .as("numbers of the change with the receipt %s", receipt)
                            .containsExactly(receipt.sequence());
                    assertThat(receipt.epoch()).isEqualTo(epoch);
                }
                places.forEach(
                        (shard, sequence) -> delivered.add(new Receipt(epoch, shard.name(epoch.region()), sequence)));
            }
            soon().untilAsserted(() -> assertThat(stack.uncovered(counter, delivered))
                    .as("receipts that %s does not cover", counter)
                    .isEmpty());
        }
    }

    private static Predicate<Entry> ofRegion(int region) {
        return entry -> entry.region() == region && entry.answer() == Answer.ACCEPTED;
    }

    /** Returns the sum of the shards that the first region has now, which stands for both. */
    private long counted(String counter) {
        return regions.stacks().get(0).counted(counter);
    }

    private void checkPublished(Presser presser, String counter) {
        Set<Long> readings = new LinkedHashSet<>();
        soon().untilAsserted(() -> {
            long counted = counted(counter);
            readings.add(counted);
            JsonNode published = presser.get("/v1/counters/" + counter);
            assertThat(published.get("count").asLong())
                    .as("published count of %s", counter)
                    .isEqualTo(counted);
            if (takesVotes(counter)) {
                votes(counter).checkTotal(published);
            }
            checkHistory(sumOfHistory(presser, counter), counter);
        });
        if (readings.size() > 1) {
            System.out.println("faults: the shards of " + counter + " summed to " + readings + ", in this order");
        }
    }

    /** Checks the history: the sum of all clicks and votes, because resets and adjustments change no minute. */
    private void checkHistory(long sum, String counter) {
        if (takesVotes(counter)) {
            votes(counter).checkHistory(sum);
        } else {
            ExactlyOnce.assertCount(
                    sum,
                    deltas(counter, entry -> entry.kind() == Kind.CLICK && entry.answer() == Answer.ACCEPTED),
                    deltas(counter, entry -> entry.kind() == Kind.CLICK && entry.answer() == Answer.UNKNOWN));
        }
        assertThat(regions.stacks().get(0).shards(counter).values().stream()
                        .flatMapToLong(tally ->
                                tally.minutes().sums().values().stream().mapToLong(Long::longValue))
                        .sum())
                .as("minutes of the shards of %s", counter)
                .isEqualTo(sum);
    }

    private void checkScreen(Viewer viewer) {
        String hot = counter("hot");
        soon().atMost(SCREENS).untilAsserted(() -> assertThat(viewer.count(hot))
                .as(viewer.isClosed() ? "count on the disconnected screen" : "count on the screen")
                .isEqualTo(counted(hot)));
        String claps = counter("clap~");
        soon().atMost(SCREENS).untilAsserted(() -> votes(claps).checkTotal(viewer.total(claps)));
        assertThat(viewer.wrong()).isEmpty();
    }

    private static long sumOfHistory(Presser presser, String counter) {
        // Clients' clocks may be ahead.
        Instant end = Instant.now().plusSeconds(120);
        long sum = 0;
        for (JsonNode window : presser.get("/v1/counters/" + counter + "/history?resolution=1m&to=" + end)
                .get("windows")) {
            sum += window.get("sum").asLong();
        }
        return sum;
    }
}
