package dev.tally.system.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tally.counter.Click;
import dev.tally.counter.ClickIds;
import dev.tally.counter.CounterId;
import dev.tally.counter.Shard;
import dev.tally.counter.message.MessageCodec;
import dev.tally.counter.message.QueueMessage;
import dev.tally.localstack.cloud.DeadLetterRedrive;
import dev.tally.localstack.gateway.ConnectionsFault;
import dev.tally.localstack.lambda.FaultPlan;
import dev.tally.localstack.lambda.LambdaHost;
import dev.tally.system.faults.Ledger.Word;
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
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.Message;

/**
 * Does the harm to one region's stack.
 *
 * <p>What waits for an occasion, the next write of a function say, is armed and counts once it took place; what lasts counts once somebody met
 * it.
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

    private static final int PARKED_CLICKS = 3;

    /** A fault under way or armed. */
    private static final class Active {

        private final Injection injection;
        private final long endNanos;
        private volatile boolean counted;

        Active(Injection injection) {
            this.injection = injection;
            this.endNanos = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(injection.millis());
        }

        /** Never before somebody met it: callers may have waited for their last call all the time. */
        boolean isOver() {
            return counted && System.nanoTime() - endNanos > 0;
        }
    }

    private final FaultCounts tolls;
    private final FunctionClocks clocks = new FunctionClocks(FUNCTIONS);
    private final List<Active> active = new CopyOnWriteArrayList<>();
    private final Set<String> poison = ConcurrentHashMap.newKeySet();
    private @Nullable TestStack region;

    FaultInjector(FaultCounts tolls) {
        this.tolls = tolls;
    }

    /** What a stack must be started with to have this saboteur. */
    TestOptions in(TestOptions options) {
        return options.withFaults(this).withVariablesOf(clocks::variables);
    }

    /** Gives it the stack that was started with it as its fault plan. */
    void takeTo(TestStack stack) {
        region = stack;
        stack.sqs().rule(call -> fate(call, "SQS_"));
        stack.dynamoDb().rule(call -> fate(call, "DYNAMODB_"));
        stack.sqs().killer(this::kill);
        stack.dynamoDb().killer(this::kill);
        stack.stack().apis().connections().setFaults(connection -> pushFault());
    }

    /** Does what has no need of others. */
    void inject(Injection injection, String counter, Ledger ledger, ScheduledExecutorService timers) {
        switch (injection.kind()) {
            case KILL -> {
                kill(injection.function());
                tolls.count(injection.kind());
            }
            case FREEZE -> freezeToDeath(injection);
            case VISIBILITY_EXPIRED -> freezeAndThaw(timers);
            case POISON -> poison(counter);
            case REDRIVE -> redrive(counter, injection, ledger);
            case SCREEN_DIES -> {
                if (DyingScreen.dieWatching(stack().webSocketEndpoint(), counter)) {
                    tolls.count(injection.kind());
                }
            }
            case FUNCTION_CLOCK_JUMPS -> jump(injection);
            default -> active.add(new Active(injection));
        }
    }

    /** How wrong the clock of a client is that presses now. */
    Duration clockOffset() {
        Active jump = met(one -> one.kind() == FaultKind.CLOCK_JUMPS);
        if (jump == null) {
            return Duration.ZERO;
        }
        return Duration.ofMillis(Math.round((2 * jump.injection.size() - 1) * LONGEST_JUMP.toMillis()));
    }

    /** Ends every fault. */
    void heal() {
        active.clear();
        FUNCTIONS.forEach(this::thaw);
        FUNCTIONS.forEach(this::setClockRight);
        redriveAll();
    }

    /** Holds the dead letters against the messages that nobody can count, and empties their queue. */
    void checkDeadLetters() {
        Set<String> found = new HashSet<>();
        SqsClient sqs = stack().stack().cloud().sqs();
        for (List<Message> some = stack().deadLetters(); !some.isEmpty(); some = stack().deadLetters()) {
            for (Message letter : some) {
                found.add(letter.body());
                sqs.deleteMessage(
                        request -> request.queueUrl(queueUrl("dead-letters")).receiptHandle(letter.receiptHandle()));
            }
        }
        assertThat(found).as("dead letters").isEqualTo(poison);
        poison.clear();
    }

    @Override
    public void close() {
        clocks.close();
    }

    @Override
    public boolean diesBeforeAnswer(String function, String requestId, Buffer response) {
        Active armed =
                take(one -> AT_AN_ANSWER.contains(one.kind()) && one.function().equals(function));
        if (armed != null && armed.injection.kind() == FaultKind.KILL_AFTER_ANSWER) {
            // Killing is done by the loop that calls this, after it is done with this answer.
            kill(function);
            return false;
        }
        return armed != null;
    }

    @Override
    public List<Buffer> deliveries(String function, Buffer payload) {
        Active armed = take(one -> AT_A_DELIVERY.contains(one.kind()) && isOf(one, function));
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

    private Fault fate(Call call, String service) {
        noticeClock(call);
        if (call.writes()) {
            Active armed = take(
                    one -> AT_A_WRITE.contains(one.kind()) && one.function().equals(call.function()));
            if (armed != null && armed.injection.kind() == FaultKind.KILL_AFTER_WRITE) {
                return Fault.KILLED;
            }
            if (armed != null) {
                kill(call.function());
                return Fault.CUT;
            }
        }
        Active outage = met(one -> one.kind().name().startsWith(service));
        if (outage == null) {
            return Fault.NONE;
        }
        return Fault.valueOf(outage.injection.kind().name().substring(service.length()));
    }

    private ConnectionsFault pushFault() {
        return met(one -> one.kind() == FaultKind.PUSHES_THROTTLED) == null
                ? ConnectionsFault.NONE
                : ConnectionsFault.of(ConnectionsFault.Kind.THROTTLED);
    }

    /** One that lasts and is met now. */
    private @Nullable Active met(Predicate<Injection> wanted) {
        active.removeIf(one -> wanted.test(one.injection) && one.isOver());
        for (Active one : active) {
            if (wanted.test(one.injection)) {
                count(one);
                return one;
            }
        }
        return null;
    }

    /** One that was armed, and is no more. */
    private @Nullable Active take(Predicate<Injection> wanted) {
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
                tolls.count(one.injection.kind());
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
        // A second later the messages that it holds are visible; half a second more and its time is not over yet.
        var unusedToo = timers.schedule(
                () -> {
                    if (processes.stream().anyMatch(ProcessHandle::isAlive)) {
                        tolls.count(FaultKind.VISIBILITY_EXPIRED);
                    }
                    thaw("aggregator");
                },
                1_400,
                TimeUnit.MILLISECONDS);
    }

    private void thaw(String function) {
        var unused = lambda().thaw(function);
    }

    /** Sets a clock wrong until a call tells of it and its time is over. */
    private void jump(Injection injection) {
        if (FunctionClocks.canBeSet()) {
            active.add(new Active(injection));
            clocks.set(injection.function(), injection.size() < 0.5 ? LONGEST_JUMP.negated() : LONGEST_JUMP);
        }
    }

    private void noticeClock(Call call) {
        Duration wrong = Duration.between(call.signedAt(), Instant.now()).abs();
        if (wrong.compareTo(LONGEST_JUMP.dividedBy(2)) > 0
                && met(one -> one.kind() == FaultKind.FUNCTION_CLOCK_JUMPS && isOf(one, call.function())) == null) {
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
        tolls.count(FaultKind.POISON);
    }

    /** Parks clicks as an outage would have, and sends all dead letters back. */
    private void redrive(String counter, Injection injection, Ledger ledger) {
        ClickIds ids = new ClickIds(Clock.systemUTC(), new Random(Double.doubleToLongBits(injection.size())));
        for (int parked = 0; parked < PARKED_CLICKS; parked++) {
            Click click = new Click(ids.next(), new CounterId(counter), 1 + parked);
            Shard shard = Shard.of(click, 2);
            String body = MessageCodec.encode(new QueueMessage.OfClick(shard, click));
            stack().stack().cloud().sqs().sendMessage(request -> request.queueUrl(queueUrl("dead-letters"))
                    .messageGroupId(shard.group())
                    .messageDeduplicationId(click.id().toString())
                    .messageBody(body));
            ledger.add(counter, Word.PROMISED, click.delta());
        }
        redriveAll();
        tolls.count(FaultKind.REDRIVE);
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
            throw new IllegalStateException("its stack is not there yet");
        }
        return region;
    }
}
