package dev.tally.system.faults;

import static org.awaitility.Awaitility.await;

import dev.tally.counter.CounterId;
import dev.tally.counter.HotListStore;
import dev.tally.counter.Reset;
import dev.tally.counter.Schedule;
import dev.tally.counter.Schedule.Entry;
import dev.tally.counter.Shard;
import dev.tally.counter.dynamodb.DynamoDbHotListStore;
import dev.tally.counter.message.MalformedMessageException;
import dev.tally.counter.message.MessageCodec;
import dev.tally.counter.message.QueueMessage;
import dev.tally.system.kit.AwsProxy.Call;
import dev.tally.system.kit.Presser;
import dev.tally.system.kit.TestStack;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/** The schedule of a plan's hot counter, in the hot lists of both regions until the end of the run. */
final class ScheduledShards implements AutoCloseable {

    // An entry of the planner starts 90 s after its plan, because environments of press decide with older lists. A run
    // lasts only 5 s. So press is restarted, and the entries are stored before the first click. No environment of the
    // run then has a list without them.

    private static final Duration SOON = Duration.ofMinutes(2);

    private final CounterId counter;
    private final Schedule schedule;
    private final List<HotListStore> lists;

    private ScheduledShards(CounterId counter, Schedule schedule, List<HotListStore> lists) {
        this.counter = counter;
        this.schedule = schedule;
        this.lists = lists;
    }

    /**
     * Stores the schedule of a counter. The changes are 1, 2, 4, 8 and 16 s after the start, because retries on a slow
     * machine come late.
     *
     * @param shards the numbers, the first one before the start; empty for a counter without a schedule
     */
    static ScheduledShards store(TwoRegions regions, CounterId counter, List<Integer> shards) {
        if (shards.isEmpty()) {
            return new ScheduledShards(counter, Schedule.NONE, List.of());
        }
        regions.stacks().forEach(ScheduledShards::restartPress);
        Instant start = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        List<Entry> entries = new ArrayList<>();
        entries.add(new Entry(start.minus(Schedule.KEPT), shards.get(0)));
        for (int change = 1; change < shards.size(); change++) {
            entries.add(new Entry(start.plusSeconds(1L << (change - 1)), shards.get(change)));
        }
        ScheduledShards stored = new ScheduledShards(
                counter,
                new Schedule(1, entries),
                regions.stacks().stream().map(ScheduledShards::hotList).toList());
        stored.lists.forEach(list -> stored.replace(list, Schedule.NONE, stored.schedule));
        return stored;
    }

    private static void restartPress(TestStack stack) {
        stack.stack().lambda().kill("press").toCompletableFuture().join();
        Presser presser = new Presser(stack);
        await().atMost(SOON).until(() -> presser.status("/v1/counters/any") == 200);
    }

    private static HotListStore hotList(TestStack stack) {
        return new DynamoDbHotListStore(
                stack.stack().cloud().dynamoDb(),
                stack.stack().resources().tableName("counters"),
                stack.stack().cloud().region());
    }

    private void replace(HotListStore list, Schedule seen, Schedule next) {
        HotListStore.Outcome outcome = list.replace(counter, seen, next);
        if (outcome != HotListStore.Outcome.REPLACED) {
            throw new IllegalStateException("the schedule of " + counter + " was not stored: " + outcome);
        }
    }

    /** Returns a call of press with the groups by the present number of shards. */
    List<Buffer> atHandling(Call call, Buffer body) {
        if (!call.operation().equals("SendMessageBatch") || !call.function().equals("press")) {
            return List.of(body);
        }
        int shards = schedule.shards(Instant.now(), FaultRun.SHARDS);
        JsonObject request = new JsonObject(body);
        for (Object each : request.getJsonArray("Entries")) {
            JsonObject entry = (JsonObject) each;
            if (queued(entry) instanceof QueueMessage.OfShard queued
                    && queued.shard().counter().equals(counter)
                    && !(queued.change() instanceof Reset)) {
                entry.put("MessageGroupId", Shard.of(queued.change(), shards).group());
            }
        }
        return List.of(request.toBuffer());
    }

    private static QueueMessage queued(JsonObject entry) {
        try {
            return MessageCodec.decode(entry.getString("MessageBody"), entry.getString("MessageGroupId"));
        } catch (MalformedMessageException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** Removes the schedule, so that the lists have room for that of the next run. */
    @Override
    public void close() {
        // The planner may have replaced it.
        lists.forEach(list -> replace(list, list.read().getOrDefault(counter, Schedule.NONE), Schedule.NONE));
    }
}
