package dev.tally.system.faults;

import java.util.List;
import java.util.stream.Stream;

/** A kind of fault. */
enum FaultKind {
    /** A function's process is killed at any moment. */
    KILL,
    /** A function is killed as it sends its next write, which never arrives. */
    KILL_BEFORE_WRITE,
    /** A function is killed after its next write arrived, before it receives the answer. */
    KILL_AFTER_WRITE,
    /** A function is killed after its work, before its answer is read. */
    KILL_BEFORE_ANSWER,
    /** A function is killed right after its answer was read. */
    KILL_AFTER_ANSWER,
    /** A function is stopped until its time-out kills it. */
    FREEZE,
    /** The aggregator is stopped until its messages are visible again, and then continues with them. */
    VISIBILITY_EXPIRED,
    SQS_SLOW,
    SQS_REFUSED,
    SQS_CUT,
    SQS_ANSWER_LOST,
    /** Answers begin and never end. */
    SQS_STALLED,
    /** Calls arrive after the client's time-out. */
    SQS_LATE,
    DYNAMODB_SLOW,
    DYNAMODB_REFUSED,
    DYNAMODB_CUT,
    DYNAMODB_ANSWER_LOST,
    /** Answers begin and never end. */
    DYNAMODB_STALLED,
    /** Calls arrive after the client's time-out. */
    DYNAMODB_LATE,
    /** A batch of the queue is processed twice. */
    BATCH_REPEATED,
    /** The first messages of a batch are processed, and then the whole batch. */
    BATCH_SPLIT,
    /** A batch of a stream is processed, then its first part again, then all of it again. */
    STREAM_BATCH_REPEATED,
    /** A message that can never be counted comes among the clicks. */
    POISON,
    /** Dead letters, clicks among them, are sent back during traffic. */
    REDRIVE,
    /** Pushes are answered with 429. */
    PUSHES_THROTTLED,
    /** An open screen disappears without a closing frame. */
    SCREEN_DIES,
    /** Clients' clocks are wrong by up to 35 s. */
    CLOCK_JUMPS,
    /** A function's clock is wrong by 35 s. */
    FUNCTION_CLOCK_JUMPS,
    /** The write units of half of the partition keys are used up. */
    PARTITION_THROTTLED,
    /** The queue finds only the first message's group, as behind 120,000 messages of it. */
    WINDOW_FULL,
    /** No concurrent execution is free. */
    EXECUTIONS_USED_UP,
    /** No item is replicated between the regions. */
    REGION_CUT;

    private static final List<String> ALWAYS_BUSY = List.of("press", "aggregator", "rollup", "fanout");

    /** Returns the functions that it can affect; empty if it affects none in particular. */
    List<String> functions() {
        return switch (this) {
            case KILL ->
                Stream.concat(ALWAYS_BUSY.stream(), Stream.of("connections")).toList();
            case KILL_BEFORE_WRITE,
                    KILL_AFTER_WRITE,
                    KILL_BEFORE_ANSWER,
                    KILL_AFTER_ANSWER,
                    FREEZE,
                    FUNCTION_CLOCK_JUMPS -> ALWAYS_BUSY;
            case STREAM_BATCH_REPEATED -> List.of("rollup", "fanout");
            default -> List.of();
        };
    }
}
