package dev.tally.localstack.lambda;

import java.time.Clock;
import java.time.Duration;

/**
 * The settings of a {@link LambdaHost}; {@link #defaults()} is as close to AWS as one machine can be.
 *
 * @param region the functions' {@code AWS_REGION}
 * @param accountId the account in the functions' ARNs, 12 digits
 * @param waitingLimit the maximum of waiting invocations per function while all its environments are busy
 * @param initTimeout the maximum time until an environment requests its first invocation
 * @param initRetryPause the wait after a failed initialization before the next environment starts, per function
 * @param startsAtOnce the maximum number of concurrent starts per function; more would only slow each other down
 * @param runtime the client of the Runtime API in the processes of Java functions
 * @param faults the injected faults, for fault tests
 * @param clock the clock of deadlines and durations
 */
public record LambdaSettings(
        String region,
        String accountId,
        int waitingLimit,
        Duration initTimeout,
        Duration initRetryPause,
        int startsAtOnce,
        FunctionRuntime runtime,
        FaultPlan faults,
        Clock clock) {

    /**
     * Returns the defaults. They allow 130 seconds to initialize, as AWS does with SnapStart:
     * https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html
     */
    public static LambdaSettings defaults() {
        return new LambdaSettings(
                "eu-central-1",
                "000000000000",
                10_000,
                Duration.ofSeconds(130),
                Duration.ofSeconds(1),
                Runtime.getRuntime().availableProcessors(),
                FunctionRuntime.ofThisMachine(),
                FaultPlan.NONE,
                Clock.systemUTC());
    }

    public LambdaSettings withRegion(String other) {
        return new LambdaSettings(
                other, accountId, waitingLimit, initTimeout, initRetryPause, startsAtOnce, runtime, faults, clock);
    }

    public LambdaSettings withWaitingLimit(int other) {
        return new LambdaSettings(
                region, accountId, other, initTimeout, initRetryPause, startsAtOnce, runtime, faults, clock);
    }

    public LambdaSettings withInitTimeout(Duration other) {
        return new LambdaSettings(
                region, accountId, waitingLimit, other, initRetryPause, startsAtOnce, runtime, faults, clock);
    }

    public LambdaSettings withInitRetryPause(Duration other) {
        return new LambdaSettings(
                region, accountId, waitingLimit, initTimeout, other, startsAtOnce, runtime, faults, clock);
    }

    public LambdaSettings withRuntime(FunctionRuntime other) {
        return new LambdaSettings(
                region, accountId, waitingLimit, initTimeout, initRetryPause, startsAtOnce, other, faults, clock);
    }

    public LambdaSettings withFaults(FaultPlan other) {
        return new LambdaSettings(
                region, accountId, waitingLimit, initTimeout, initRetryPause, startsAtOnce, runtime, other, clock);
    }

    String arn(String function) {
        return "arn:aws:lambda:" + region + ":" + accountId + ":function:" + function;
    }
}
