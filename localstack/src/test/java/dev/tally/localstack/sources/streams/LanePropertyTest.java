package dev.tally.localstack.sources.streams;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tally.localstack.sources.Backoff;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** A lane under random failures: no record is lost or overtaken, with every combination of settings. */
class LanePropertyTest {

    private final List<Integer> done = new ArrayList<>();
    private final Set<Integer> givenUp = new HashSet<>();
    private final List<Integer> settled = new ArrayList<>();

    @Property(tries = 500)
    void randomFailures_everyRecord_isDoneOrGivenUpOnceAndInOrder(
            @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 60) int records,
            @ForAll @IntRange(min = 1, max = 20) int batchSize,
            @ForAll @IntRange(min = -1, max = 4) int retries,
            @ForAll boolean bisect,
            @ForAll boolean report) {
        forget();
        TestSettings base = TestSettings.of("t").batches(batchSize).retries(retries);
        TestSettings bisecting = bisect ? base.bisecting() : base;
        StreamSettings settings = (report ? bisecting : bisecting.notReporting()).build();

        run(lane(batchSize, records), settings, new Random(seed), 0);

        assertThat(settled)
                .containsExactlyElementsOf(IntStream.range(0, records).boxed().toList());
        assertThat(done).noneMatch(givenUp::contains);
    }

    @Property(tries = 200)
    void bisecting_onePoisonousRecord_onlyItIsGivenUp(
            @ForAll @IntRange(min = 1, max = 60) int records,
            @ForAll @IntRange(min = 0, max = 59) int poison,
            @ForAll @IntRange(min = 0, max = 3) int retries) {
        forget();
        StreamSettings settings =
                TestSettings.of("t").bisecting().retries(retries).build();

        run(lane(100, records), settings, new Random(0), poison + 1);

        assertThat(givenUp).isEqualTo(poison < records ? Set.of(poison) : Set.of());
        assertThat(settled).hasSize(records);
    }

    /** Takes everything through; a poison of n makes record n - 1 fail always, 0 makes any fail at random. */
    private void run(Lane lane, StreamSettings settings, Random random, int poison) {
        for (Attempt next = lane.begin(true); next != null; next = lane.begin(true)) {
            assertThat(lane.begin(true)).as("one batch at a time").isNull();
            AttemptOutcome outcome = poison > 0 ? poisoned(next, poison - 1) : random(next, settings, random);
            RetryPlan plan = RetryPlan.after(next, outcome, settings);
            settle(next, plan);
            lane.end(plan.rest());
        }
    }

    private void settle(Attempt attempt, RetryPlan plan) {
        Set<Integer> left = new HashSet<>();
        plan.rest().forEach(rest -> left.addAll(numbers(rest)));
        Set<Integer> lost = plan.givenUp() == null ? Set.of() : new HashSet<>(numbers(plan.givenUp()));
        for (int number : numbers(attempt)) {
            if (!left.contains(number)) {
                settled.add(number);
                boolean unused = lost.contains(number) ? givenUp.add(number) : done.add(number);
            }
        }
    }

    private static AttemptOutcome random(Attempt attempt, StreamSettings settings, Random random) {
        int size = attempt.records().size();
        return switch (random.nextInt(4)) {
            case 0 -> AttemptOutcome.notInvoked(new IllegalStateException("throttled"));
            case 1 -> AttemptOutcome.functionError("Unhandled", Buffer.buffer());
            case 2 -> AttemptOutcome.processed(settings.reportBatchItemFailures() ? random.nextInt(size) : size);
            default -> AttemptOutcome.processed(size);
        };
    }

    private static AttemptOutcome poisoned(Attempt attempt, int poison) {
        return numbers(attempt).contains(poison)
                ? AttemptOutcome.functionError("Unhandled", Buffer.buffer())
                : AttemptOutcome.processed(attempt.records().size());
    }

    private static Lane lane(int batchSize, int records) {
        Lane lane = new Lane(batchSize, new Backoff(Duration.ZERO, Duration.ZERO));
        IntStream.range(0, records).mapToObj(LanePropertyTest::record).forEach(lane::add);
        return lane;
    }

    static StreamRecord record(int number) {
        return new StreamRecord(
                Integer.toString(number), AttributeValue.fromS("key"), Instant.EPOCH, Buffer.buffer("{}"));
    }

    private static List<Integer> numbers(@Nullable Attempt attempt) {
        return attempt == null
                ? List.of()
                : attempt.records().stream()
                        .map(record -> Integer.valueOf(record.sequenceNumber()))
                        .toList();
    }

    private void forget() {
        done.clear();
        givenUp.clear();
        settled.clear();
    }
}
