package dev.tally.system.scale;

import dev.tally.counter.Admission;
import dev.tally.counter.CounterId;
import dev.tally.counter.HotListReader;
import dev.tally.counter.HotListStore;
import dev.tally.counter.LaggingStore;
import dev.tally.counter.Refreshed;
import dev.tally.counter.Schedule;
import dev.tally.localstack.quota.Quota;
import java.time.Duration;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** The requests of clients on their way into the queue. A rejected or throttled one is not repeated. */
final class Press {

    /** Environments share neither the hot list nor the list of lagging counters. Each one here stands for many. */
    private static final int ENVIRONMENTS = 20;

    private static final double TICKS_PER_SECOND = (double) VirtualTime.SECOND / Timing.TICK;

    private final VirtualTime time;
    private final Chance chance;
    private final ClickQueue queue;
    private final Usage usage;
    private final QuotaUse quotas;
    private final Meter requests;
    private final Level executions;
    private final int minimumShards;
    private final List<Environment> environments;
    private final Map<MessageGroup, Meter> calls = new HashMap<>();
    private final Map<Rejection, Long> rejected = new EnumMap<>(Rejection.class);
    private double busy;
    private long asked;
    private long accepted;
    private long acceptedBefore;

    /** The reason why a request queued nothing. */
    enum Rejection {
        /** API Gateway's quota. */
        REQUESTS,
        /** No free execution. */
        EXECUTIONS,
        /** The counter lags. */
        LAGGING,
        /** SQS's quota for a message group. */
        GROUP
    }

    Press(
            VirtualTime time,
            Chance chance,
            ClickQueue queue,
            HotListStore hotList,
            LaggingStore lagging,
            Usage usage,
            QuotaUse quotas,
            Meter requests,
            Level executions,
            int minimumShards) {
        this.time = time;
        this.chance = chance;
        this.queue = queue;
        this.usage = usage;
        this.quotas = quotas;
        this.requests = requests;
        this.executions = executions;
        this.minimumShards = minimumShards;
        this.environments = IntStream.range(0, ENVIRONMENTS)
                .mapToObj(any -> new Environment(hotList, lagging))
                .toList();
    }

    private final class Environment {

        private final HotListReader hotList;
        private final Refreshed<Map<CounterId, Admission>> lagging;
        private final long phase = (long) (chance.fraction() * HotListReader.REFRESH.toSeconds() * VirtualTime.SECOND);

        Environment(HotListStore hotList, LaggingStore lagging) {
            this.hotList = new HotListReader(hotList, time, failed -> {
                throw failed;
            });
            // One second, as in press's RejectLagging.
            this.lagging = new Refreshed<>(begun -> lagging.read(), Duration.ofSeconds(1), time, failed -> {
                throw failed;
            });
        }

        void accept(SimulatedCounter counter, int tick, long messages) {
            Schedule schedule = Schedule.NONE;
            long admitted = messages;
            // An environment that began later has read the list later.
            if (time.now() >= phase) {
                schedule = hotList.list().orElseThrow().of(counter.id());
            }
            if (!schedule.entries().isEmpty()) {
                Admission admission = lagging.value().orElseThrow().getOrDefault(counter.id(), Admission.OPEN);
                admitted = chance.binomial(messages, admission.share(time.instant()));
                reject(Rejection.LAGGING, messages - admitted);
            }
            send(counter, schedule.shards(time.instant(), minimumShards), tick, admitted);
        }
    }

    /** Handles the requests of a tick. */
    void accept(List<SimulatedCounter> counters, int tick) {
        executions.add(-busy);
        long[] messages = counters.stream()
                .mapToLong(counter -> chance.poisson(counter.messagesPerSecond() / TICKS_PER_SECOND))
                .toArray();
        long all = IntStream.range(0, messages.length)
                .mapToLong(index -> messages[index])
                .sum();
        asked += all;
        long granted = requests.take(all);
        long handled = Math.min(granted, (long) (executions.free() * Timing.TICK / Timing.PRESS));
        reject(Rejection.REQUESTS, all - granted);
        reject(Rejection.EXECUTIONS, granted - handled);
        busy = (double) handled * Timing.PRESS / Timing.TICK;
        executions.add(busy);
        usage.requests(handled);
        long left = handled;
        long from = all;
        for (int index = 0; index < messages.length; index++) {
            long others = from - messages[index];
            long part = Math.max(
                    left - others,
                    Math.min(Math.min(left, messages[index]), chance.binomial(messages[index], share(left, from))));
            from = others;
            left -= part;
            accept(counters.get(index), tick, part);
        }
    }

    private static double share(long part, long whole) {
        return whole == 0 ? 0 : (double) part / whole;
    }

    private void accept(SimulatedCounter counter, int tick, long messages) {
        if (counter.isMany()) {
            enqueue(counter.group(0), tick, messages);
            return;
        }
        long[] spread = messages == 0 ? new long[0] : chance.spread(messages, ENVIRONMENTS);
        for (int index = 0; index < spread.length; index++) {
            if (spread[index] > 0) {
                environments.get(index).accept(counter, tick, spread[index]);
            }
        }
    }

    private void send(SimulatedCounter counter, int shards, int tick, long messages) {
        long[] spread = chance.spread(messages, shards);
        for (int shard = 0; shard < shards; shard++) {
            if (spread[shard] > 0) {
                MessageGroup group = counter.group(shard);
                long sent = calls.computeIfAbsent(group, any -> quotas.meter(Quota.CALLS_PER_GROUP))
                        .take(spread[shard]);
                reject(Rejection.GROUP, spread[shard] - sent);
                enqueue(group, tick, sent);
            }
        }
    }

    private void enqueue(MessageGroup group, int tick, long messages) {
        accepted += messages;
        usage.sends(messages);
        queue.send(group, tick, messages);
    }

    private void reject(Rejection reason, long messages) {
        if (messages > 0) {
            rejected.merge(reason, messages, Long::sum);
        }
    }

    long asked() {
        return asked;
    }

    long accepted() {
        return accepted;
    }

    long acceptedInAll() {
        return acceptedBefore + accepted;
    }

    Map<Rejection, Long> rejected() {
        return rejected;
    }

    void restart() {
        asked = 0;
        acceptedBefore += accepted;
        accepted = 0;
        rejected.clear();
    }
}
