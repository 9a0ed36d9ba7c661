package dev.tally.localstack.lambda;

import java.time.Clock;
import java.time.Duration;

/**
 * How a {@link LambdaHost} behaves; {@link #defaults()} is as near to AWS as one machine can be.
 *
 * @param region what functions find as {@code AWS_REGION}
 * @param accountId the account in the functions' ARNs, 12 digits
 * @param waitingLimit how many invocations of a function may wait while all its environments are busy
 * @param initTimeout how long an environment may take until it asks for its first invocation
 * @param initRetryPause how long no environment of a function is started after one failed to initialize
 * @param startsAtOnce how many environments of a function start at the same time; more would only slow each other down
 * @param faults which answers are lost, for fault tests
 * @param clock what deadlines and durations are measured by
 */
public record LambdaSettings(
        String region,
        String accountId,
        int waitingLimit,
        Duration initTimeout,
        Duration initRetryPause,
        int startsAtOnce,
        FaultPlan faults,
        Clock clock) {

    /** 130 seconds to initialize, as AWS gives with SnapStart: https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html */
    public static LambdaSettings defaults() {
        return new LambdaSettings(
                "eu-central-1",
                "000000000000",
                10_000,
                Duration.ofSeconds(130),
                Duration.ofSeconds(1),
                Runtime.getRuntime().availableProcessors(),
                FaultPlan.NONE,
                Clock.systemUTC());
    }

    public LambdaSettings withRegion(String other) {
        return new LambdaSettings(
                other, accountId, waitingLimit, initTimeout, initRetryPause, startsAtOnce, faults, clock);
    }

    public LambdaSettings withWaitingLimit(int other) {
        return new LambdaSettings(region, accountId, other, initTimeout, initRetryPause, startsAtOnce, faults, clock);
    }

    public LambdaSettings withInitTimeout(Duration other) {
        return new LambdaSettings(region, accountId, waitingLimit, other, initRetryPause, startsAtOnce, faults, clock);
    }

    public LambdaSettings withInitRetryPause(Duration other) {
        return new LambdaSettings(region, accountId, waitingLimit, initTimeout, other, startsAtOnce, faults, clock);
    }

    public LambdaSettings withFaults(FaultPlan other) {
        return new LambdaSettings(
                region, accountId, waitingLimit, initTimeout, initRetryPause, startsAtOnce, other, clock);
    }

    /** A function's name in full. */
    String arn(String function) {
        return "arn:aws:lambda:" + region + ":" + accountId + ":function:" + function;
    }
}
