package dev.tally.system.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tally.counter.Change;
import dev.tally.counter.Click;
import dev.tally.counter.ClickIds;
import dev.tally.counter.CounterId;
import dev.tally.counter.Shard;
import dev.tally.counter.Vote;
import dev.tally.counter.Voter;
import dev.tally.counter.message.MessageCodec;
import dev.tally.counter.message.QueueMessage;
import dev.tally.localstack.cloud.DeadLetterRedrive;
import dev.tally.localstack.gateway.ConnectionsFault;
import dev.tally.localstack.lambda.FaultPlan;
import dev.tally.localstack.lambda.LambdaHost;
import dev.tally.localstack.quota.Quota;
import dev.tally.system.faults.Ledger.Answer;
import dev.tally.system.faults.Ledger.Entry;
import dev.tally.system.faults.Ledger.Kind;
import dev.tally.system.faults.Plan.Injection;
import dev.tally.system.kit.AwsProxy.Call;
import dev.tally.system.kit.AwsProxy.Fault;
import dev.tally.system.kit.TestOptions;
import dev.tally.system.kit.TestStack;
import io.vertx.core.buffer.Buffer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.Message;

/**
 * The injector of faults into one region's stack.
 *
 * <p>A fault at an event, such as the next write of a function, is armed and counts when it happens. A fault that lasts
 * counts when it first affects a call.
 */
final class FaultInjector implements FaultPlan, AutoCloseable {

    private static final Set<FaultKind> AT_A_WRITE = Set.of(FaultKind.KILL_BEFORE_WRITE, FaultKind.KILL_AFTER_WRITE);
    private static final Set<FaultKind> AT_AN_ANSWER =
            Set.of(FaultKind.KILL_BEFORE_ANSWER, FaultKind.KILL_AFTER_ANSWER);
    private static final Set<FaultKind> AT_A_DELIVERY =
            Set.of(FaultKind.BATCH_REPEATED, FaultKind.BATCH_SPLIT, FaultKind.STREAM_BATCH_REPEATED);
    private static final List<String> FUNCTIONS = List.of("press", "aggregator", "rollup", "fanout", "connections");

    /** A little more than press allows clocks to be ahead. */
    private static final Duration LONGEST_JUMP = Duration.ofSeconds(35);

    private static final int DEAD_CLICKS = 3;

    /** A fault that lasts or is armed. */
    private static final class Active {

        private final Injection injection;
        private final long endNanos;
        private volatile boolean counted;

        Active(Injection injection) {
            this.injection = injection;
            this.endNanos = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(injection.millis());
        }

        /** Returns whether its time is over and it has affected a call. Before, callers may wait for earlier calls. */
        boolean isOver() {
            return counted && System.nanoTime() - endNanos > 0;
        }
    }

    private final FaultCounts counts;
    private final QueueOrder order = new QueueOrder();
    private final FunctionClocks clocks = new FunctionClocks(FUNCTIONS);
    private final List<Active> active = new CopyOnWriteArrayList<>();
    private final Set<String> poison = ConcurrentHashMap.newKeySet();
    private @Nullable TestStack region;

    FaultInjector(FaultCounts counts) {
        this.counts = counts;
    }

    /** Returns the options of a stack with this injector. */
    TestOptions applyTo(TestOptions options) {
        return options.withFaults(this).withVariablesOf(clocks::variables);
    }

    /** Returns the order of the region's message groups. */
    QueueOrder order() {
        return order;
    }

    /** Attaches the stack that was started with these options. */
    void attach(TestStack stack) {
        region = stack;
        stack.sqs().rule(call -> faultOf(call, "SQS_"));
        stack.dynamoDb().rule(call -> faultOf(call, "DYNAMODB_"));
        stack.sqs().killer(this::kill);
        stack.dynamoDb().killer(this::kill);
        stack.stack().apis().connections().setFaults(connection -> pushFault());
        stack.quotas().orElseThrow().useUp(this::isUsedUp);
    }

    /**
     * Injects a fault of any kind that concerns one region only.
     *
     * @param names returns the name of a plan's counter in this run
     */
    void inject(Injection injection, UnaryOperator<String> names, Ledger ledger, ScheduledExecutorService timers) {
        switch (injection.kind()) {
            case KILL -> {
                kill(injection.function());
                counts.count(injection.kind());
            }
            case FREEZE -> freezeToDeath(injection);
            case VISIBILITY_EXPIRED -> freezeAndThaw(timers);
            case POISON -> poison(names.apply("hot"));
            case REDRIVE -> redrive(names, injection, ledger);
            case SCREEN_DIES -> {
                if (DyingScreen.connectAndReset(stack().webSocketEndpoint(), names.apply("hot"))) {
                    counts.count(injection.kind());
                }
            }
            case FUNCTION_CLOCK_JUMPS -> jump(injection);
            default -> active.add(new Active(injection));
        }
    }

    /** Returns the error of the clock of a client that presses now. */
    Duration clockOffset() {
        Active jump = lasting(one -> one.kind() == FaultKind.CLOCK_JUMPS);
        if (jump == null) {
            return Duration.ZERO;
        }
        return Duration.ofMillis(Math.round((2 * jump.injection.size() - 1) * LONGEST_JUMP.toMillis()));
    }

    /** Stops every fault. */
    void heal() {
        active.clear();
        FUNCTIONS.forEach(this::thaw);
        FUNCTIONS.forEach(this::setClockRight);
        redriveAll();
    }

    /** Compares the dead letters with the messages that cannot be counted, and empties their queue. */
    void checkDeadLetters() {
        Set<String> found = new HashSet<>();
        SqsClient sqs = stack().stack().cloud().sqs();
        String queue = queueUrl("dead-letters");
        for (List<Message> some = receive(sqs, queue); !some.isEmpty(); some = receive(sqs, queue)) {
            for (Message letter : some) {
                found.add(letter.body());
                sqs.deleteMessage(request -> request.queueUrl(queue).receiptHandle(letter.receiptHandle()));
            }
        }
        assertThat(found).as("dead letters").isEqualTo(poison);
        poison.clear();
    }

    private static List<Message> receive(SqsClient sqs, String queue) {
        return sqs.receiveMessage(request -> request.queueUrl(queue).maxNumberOfMessages(10))
                .messages();
    }

    @Override
    public void close() {
        clocks.close();
    }

    @Override
    public boolean diesBeforeAnswer(String function, String requestId, Buffer response) {
        Active armed = disarm(
                one -> AT_AN_ANSWER.contains(one.kind()) && one.function().equals(function));
        if (armed != null && armed.injection.kind() == FaultKind.KILL_AFTER_ANSWER) {
            // The loop that calls this method kills the process after it has handled this answer.
            kill(function);
            return false;
        }
        return armed != null;
    }

    @Override
    public List<Buffer> deliveries(String function, Buffer payload) {
        if (function.equals("aggregator")) {
            order.delivered(payload);
        }
        Active armed = disarm(one -> AT_A_DELIVERY.contains(one.kind()) && isOf(one, function));
        if (armed == null) {
            return List.of(payload);
        }
        Buffer start = CutBatches.firstPart(payload, armed.injection.size());
        return switch (armed.injection.kind()) {
            case BATCH_REPEATED -> List.of(payload, payload);
            case BATCH_SPLIT -> List.of(start, payload);
            default -> List.of(payload, start, payload);
        };
    }

    private static boolean isOf(Injection injection, String function) {
        return function.equals(injection.function().isEmpty() ? "aggregator" : injection.function());
    }

    private Fault faultOf(Call call, String service) {
        noticeClock(call);
        if (call.writes()) {
            Active armed = disarm(
                    one -> AT_A_WRITE.contains(one.kind()) && one.function().equals(call.function()));
            if (armed != null && armed.injection.kind() == FaultKind.KILL_AFTER_WRITE) {
                return Fault.KILLED;
            }
            if (armed != null) {
                kill(call.function());
                return Fault.CUT;
            }
        }
        Active outage = lasting(one -> one.kind().name().startsWith(service));
        if (outage == null) {
            return Fault.NONE;
        }
        return Fault.valueOf(outage.injection.kind().name().substring(service.length()));
    }

    private ConnectionsFault pushFault() {
        return lasting(one -> one.kind() == FaultKind.PUSHES_THROTTLED) == null
                ? ConnectionsFault.NONE
                : ConnectionsFault.of(ConnectionsFault.Kind.THROTTLED);
    }

    private boolean isUsedUp(Quota quota, String subject) {
        Active fault =
                switch (quota) {
                    case WRITE_UNITS_PER_PARTITION_KEY ->
                        lasting(one -> one.kind() == FaultKind.PARTITION_THROTTLED && isAmongHalf(subject, one.size()));
                    case EXAMINED_MESSAGES -> lasting(one -> one.kind() == FaultKind.WINDOW_FULL);
                    case CONCURRENT_EXECUTIONS -> lasting(one -> one.kind() == FaultKind.EXECUTIONS_USED_UP);
                    default -> null;
                };
        return fault != null;
    }

    /** Returns whether a partition key is among the half that a seed chooses. The table's name differs in each run. */
    private static boolean isAmongHalf(String partition, double seed) {
        int key = partition.substring(partition.indexOf('/') + 1).hashCode();
        return new Random(key * 0x9E3779B97F4A7C15L ^ Double.doubleToLongBits(seed)).nextBoolean();
    }

    /** Returns a lasting fault that affects a call now, and counts it. */
    private @Nullable Active lasting(Predicate<Injection> wanted) {
        active.removeIf(one -> wanted.test(one.injection) && one.isOver());
        for (Active one : active) {
            if (wanted.test(one.injection)) {
                count(one);
                return one;
            }
        }
        return null;
    }

    /** Returns an armed fault that happens now, and disarms and counts it. */
    private @Nullable Active disarm(Predicate<Injection> wanted) {
        Active armed = active.stream()
                .filter(one -> wanted.test(one.injection))
                .findFirst()
                .orElse(null);
        if (armed == null || !active.remove(armed)) {
            return null;
        }
        count(armed);
        return armed;
    }

    private void count(Active one) {
        synchronized (one) {
            if (!one.counted) {
                one.counted = true;
                counts.count(one.injection.kind());
            }
        }
    }

    private void kill(String function) {
        var unused = lambda().kill(function);
    }

    private void freezeToDeath(Injection injection) {
        Active freezing = new Active(injection);
        active.add(freezing);
        for (ProcessHandle process : lambda().processes(injection.function())) {
            var unused = process.onExit().thenRun(() -> {
                if (active.remove(freezing)) {
                    count(freezing);
                }
            });
        }
        var unusedToo = lambda().freeze(injection.function());
    }

    private void freezeAndThaw(ScheduledExecutorService timers) {
        Set<ProcessHandle> processes = lambda().processes("aggregator");
        var unused = lambda().freeze("aggregator");
        // After 1 s its messages are visible again. After 1.4 s its time-out is not over yet.
        var unusedToo = timers.schedule(
                () -> {
                    if (processes.stream().anyMatch(ProcessHandle::isAlive)) {
                        counts.count(FaultKind.VISIBILITY_EXPIRED);
                    }
                    thaw("aggregator");
                },
                1_400,
                TimeUnit.MILLISECONDS);
    }

    private void thaw(String function) {
        var unused = lambda().thaw(function);
    }

    /** Sets a clock wrong until a call has the wrong time and the time of the fault is over. */
    private void jump(Injection injection) {
        if (FunctionClocks.canBeSet()) {
            active.add(new Active(injection));
            clocks.set(injection.function(), injection.size() < 0.5 ? LONGEST_JUMP.negated() : LONGEST_JUMP);
        }
    }

    private void noticeClock(Call call) {
        Duration wrong = Duration.between(call.signedAt(), Instant.now()).abs();
        if (wrong.compareTo(LONGEST_JUMP.dividedBy(2)) > 0
                && lasting(one -> one.kind() == FaultKind.FUNCTION_CLOCK_JUMPS && isOf(one, call.function())) == null) {
            setClockRight(call.function());
        }
    }

    private void setClockRight(String function) {
        clocks.set(function, Duration.ZERO);
    }

    private void poison(String counter) {
        String body = "{\"type\":\"vote\",\"id\":\"" + UUID.randomUUID() + "\"}";
        poison.add(body);
        stack().send(counter + "#0", body);
        counts.count(FaultKind.POISON);
    }

    /** Sends clicks and a vote to the dead letters, as an outage would, and then sends all dead letters back. */
    private void redrive(UnaryOperator<String> names, Injection injection, Ledger ledger) {
        ClickIds ids = new ClickIds(Clock.systemUTC(), new Random(Double.doubleToLongBits(injection.size())));
        for (int dead = 0; dead < DEAD_CLICKS; dead++) {
            Click click = new Click(ids.next(), new CounterId(names.apply("hot")), 1 + dead);
            sendToDeadLetters(click);
            add(ledger, click, new Entry(Kind.CLICK, injection.region(), click.id(), 0, 1 + dead, Answer.ACCEPTED));
        }
        Vote vote = Vote.of(ids.next(), new CounterId(names.apply("like~")), Voter.ofClient(VoteCheck.voter(0)), 1);
        sendToDeadLetters(vote);
        add(ledger, vote, new Entry(Kind.VOTE, injection.region(), vote.id(), 0, 1, Answer.ACCEPTED));
        redriveAll();
        counts.count(FaultKind.REDRIVE);
    }

    private static void add(Ledger ledger, Change change, Entry entry) {
        ledger.add(change.counter().value(), entry);
    }

    private void sendToDeadLetters(Change change) {
        Shard shard = Shard.of(change, FaultRun.SHARDS);
        stack().stack().cloud().sqs().sendMessage(request -> request.queueUrl(queueUrl("dead-letters"))
                .messageGroupId(shard.group())
                .messageDeduplicationId(change.id().toString())
                .messageBody(MessageCodec.encode(new QueueMessage.OfShard(shard, change))));
    }

    private void redriveAll() {
        new DeadLetterRedrive(stack().stack().cloud().sqs()).redrive(queueUrl("dead-letters"), queueUrl("clicks"));
    }

    private String queueUrl(String queue) {
        return stack().stack().resources().queueUrl(queue);
    }

    private LambdaHost lambda() {
        return stack().stack().lambda();
    }

    private TestStack stack() {
        if (region == null) {
            throw new IllegalStateException("the injector has no stack: call attach first");
        }
        return region;
    }
}
