package dev.tally.system.drill;

import dev.tally.system.kit.AwsProxy.Fault;
import dev.tally.system.kit.TestStack;
import java.util.Locale;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/** A part of the stack that is gone for a while. */
enum Outage {
    QUEUE,
    TABLE,
    PRESS,
    AGGREGATOR,
    ROLLUP,
    FANOUT,
    CONNECTIONS,
    GATEWAY;

    private static final long MILLIS_BETWEEN_KILLS = 20;

    /** The end of an outage. */
    interface End {
        void now();
    }

    /** Stops the part until the returned end is called. */
    End begin(TestStack stack, ScheduledExecutorService timers) {
        return switch (this) {
            case QUEUE -> {
                stack.sqs().faults(operation -> Fault.CUT);
                yield stack.sqs()::healthy;
            }
            case TABLE -> {
                stack.dynamoDb().faults(operation -> Fault.CUT);
                yield stack.dynamoDb()::healthy;
            }
            case GATEWAY -> {
                stack.closeGateway();
                yield stack::openGateway;
            }
            default -> neverStarts(stack, timers);
        };
    }

    /** Kills every process of the function right after its start. */
    private End neverStarts(TestStack stack, ScheduledExecutorService timers) {
        String function = name().toLowerCase(Locale.ROOT);
        ScheduledFuture<?> killing = timers.scheduleWithFixedDelay(
                () -> {
                    var unused = stack.stack().lambda().kill(function);
                },
                0,
                MILLIS_BETWEEN_KILLS,
                TimeUnit.MILLISECONDS);
        return () -> killing.cancel(false);
    }
}
