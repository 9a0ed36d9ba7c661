package dev.tally.localstack.sources.streams;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tally.localstack.FakeFunctions;
import dev.tally.localstack.sources.Backoff;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** A lane under random failures: with every combination of settings, no record is lost or overtaken. */
class LanePropertyTest {

    @Property(tries = 500)
    void randomFailures_everyRecord_isDoneOnceAndInOrder(
            @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 60) int records,
            @ForAll @IntRange(min = 1, max = 20) int batchSize,
            @ForAll boolean bisect,
            @ForAll boolean report) {
        Random random = new Random(seed);

        List<Integer> done = run(lane(batchSize, records), bisect, attempt -> random(attempt, report, random));

        assertThat(done)
                .containsExactlyElementsOf(IntStream.range(0, records).boxed().toList());
    }

    @Property(tries = 200)
    void bisecting_onePoisonousRecord_onlyItIsRetriedAlone(
            @ForAll @IntRange(min = 1, max = 60) int records,
            @ForAll @IntRange(min = 0, max = 59) int poison,
            @ForAll @IntRange(min = 0, max = 3) int retries) {
        List<Integer> alone = new ArrayList<>();

        List<Integer> done = run(lane(100, records), true, attempt -> {
            boolean fails = numbers(attempt).contains(poison) && alone.size() < retries;
            if (fails && attempt.records().size() == 1) {
                alone.addAll(numbers(attempt));
            }
            return fails ? failed() : processed(attempt.records().size());
        });

        assertThat(done)
                .containsExactlyElementsOf(IntStream.range(0, records).boxed().toList());
        assertThat(alone).hasSize(poison < records ? retries : 0).allMatch(number -> number == poison);
    }

    /** Runs attempts until the lane is empty, and returns the records in the order in which they were done. */
    private static List<Integer> run(Lane lane, boolean bisect, Function<Attempt, AttemptOutcome> function) {
        List<Integer> done = new ArrayList<>();
        for (Attempt next = lane.begin(true); next != null; next = lane.begin(true)) {
            assertThat(lane.begin(true)).as("one batch at a time").isNull();
            List<Attempt> rest = RetryPlan.after(next, function.apply(next), bisect);
            List<Integer> left =
                    rest.stream().flatMap(attempt -> numbers(attempt).stream()).toList();
            numbers(next).stream().filter(number -> !left.contains(number)).forEach(done::add);
            lane.end(rest);
        }
        return done;
    }

    private static AttemptOutcome random(Attempt attempt, boolean report, Random random) {
        int size = attempt.records().size();
        return switch (random.nextInt(4)) {
            case 0 -> AttemptOutcome.notInvoked(new IllegalStateException("throttled"));
            case 1 -> failed();
            case 2 -> processed(report ? random.nextInt(size) : size);
            default -> processed(size);
        };
    }

    private static AttemptOutcome failed() {
        return AttemptOutcome.failed(FakeFunctions.failure());
    }

    private static AttemptOutcome processed(int records) {
        return AttemptOutcome.processed(ReceivedRecords.SUCCESS, records);
    }

    private static Lane lane(int batchSize, int records) {
        Lane lane = new Lane(batchSize, new Backoff(Duration.ZERO, Duration.ZERO));
        IntStream.range(0, records).mapToObj(LanePropertyTest::record).forEach(lane::add);
        return lane;
    }

    static StreamRecord record(int number) {
        return new StreamRecord(Integer.toString(number), AttributeValue.fromS("key"), Buffer.buffer("{}"));
    }

    private static List<Integer> numbers(Attempt attempt) {
        return attempt.records().stream()
                .map(record -> Integer.valueOf(record.sequenceNumber()))
                .toList();
    }
}
