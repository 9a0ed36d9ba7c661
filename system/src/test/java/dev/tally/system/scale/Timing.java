package dev.tally.system.scale;

import static dev.tally.system.scale.VirtualTime.MILLISECOND;

import java.time.Duration;

/** The durations of the model on AWS. None was measured there. Each names its source. */
final class Timing {

    /** The period for which arrivals are drawn at once. */
    static final long TICK = 100 * MILLISECOND;

    /** From a request to its message in the queue: docs/operations.md, "Quotas to raise". */
    static final long PRESS = 50 * MILLISECOND;

    /** From the receive of a batch to its delete: docs/limits.md, "Throughput". */
    static final Duration BATCH = Duration.ofMillis(40);

    /**
     * Between two polls of a stream.
     *
     * @see <a href="https://docs.aws.amazon.com/lambda/latest/dg/with-ddb.html">Lambda with DynamoDB streams</a>
     */
    static final long POLL = 250 * MILLISECOND;

    /** An invocation of rollup: infra/prices.yaml, "assumed". */
    static final long ROLLUP = 20 * MILLISECOND;

    /** An invocation of fanout up to its first push: infra/prices.yaml, "assumed". */
    static final long FANOUT = 20 * MILLISECOND;

    /** From the start of a push to the screen: an estimate, as for a request. */
    static final long PUSH = 50 * MILLISECOND;

    /** The time of a fan-out for its pushes: docs/limits.md, "Viewers". */
    static final long FANOUT_DEADLINE = 29 * VirtualTime.SECOND;

    private Timing() {}
}
