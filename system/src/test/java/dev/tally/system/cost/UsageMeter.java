package dev.tally.system.cost;

import dev.tally.system.kit.CallKind;
import dev.tally.system.kit.TestOptions;
import dev.tally.system.kit.TestStack;
import dev.tally.system.kit.WatchedStack;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** A meter of AWS usage: calls and request units between functions and services, and invocations at the Lambda host. */
final class UsageMeter implements AutoCloseable {

    private final Map<String, LongAdder> invocations = new ConcurrentHashMap<>();
    private final WatchedStack watched;
    private final LongAdder httpRequests = new LongAdder();
    private final LongAdder messagesIn = new LongAdder();

    private UsageMeter(TestOptions options) {
        this.watched = WatchedStack.start(options.withFaults((function, requestId, response) -> {
            invocations.computeIfAbsent(function, any -> new LongAdder()).increment();
            return false;
        }));
        watched.stack().dynamoDb().measureCapacity();
    }

    static UsageMeter start(TestOptions options) {
        return new UsageMeter(options);
    }

    TestStack stack() {
        return watched.stack();
    }

    /** Counts one HTTP request of a client. */
    void countRequest() {
        httpRequests.increment();
    }

    /** Counts one WebSocket message of a client. */
    void countMessage() {
        messagesIn.increment();
    }

    /** Runs a workload, and returns its usage until the stack is settled. */
    CallUsage of(Runnable workload) {
        CallUsage before = now();
        workload.run();
        stack().settle();
        return now().minus(before);
    }

    /** Returns the number of reads of the hot list since the start. */
    long hotListReads() {
        return stack().dynamoDb().callsOf(CallKind.READ_HOT_LIST);
    }

    /** Returns the usage without the reads of the hot list, because their number follows from the time. */
    private CallUsage now() {
        Map<String, Long> calls = new HashMap<>();
        watched.calls()
                .counted(stack().stack().resources())
                .forEach((access, number) -> calls.put(access.words(), number));
        calls.merge("press: dynamodb:GetItem on table:counters", -hotListReads(), Long::sum);
        Map<String, Double> units = stack().dynamoDb().capacity();
        units.remove(CallKind.READ_HOT_LIST);
        Map<String, Long> invoked = new HashMap<>();
        invocations.forEach((function, number) -> invoked.put(function, number.sum()));
        return new CallUsage(
                calls,
                units,
                invoked,
                invoked.getOrDefault("aggregator", 0L),
                httpRequests.sum(),
                stack().stack().apis().connections().posted() + messagesIn.sum());
    }

    @Override
    public void close() {
        watched.close();
    }
}
