package dev.tally.system.faults;

import java.util.List;
import java.util.stream.Stream;

/** What goes wrong. */
enum FaultKind {
    /** A function's process is killed, whatever it is doing. */
    KILL,
    /** It is killed as it sends its next write, which never arrives. */
    KILL_BEFORE_WRITE,
    /** It is killed after its next write arrived, before it knows. */
    KILL_AFTER_WRITE,
    /** It is killed with its work done, before its answer is taken. */
    KILL_BEFORE_ANSWER,
    /** It is killed right after its answer was taken. */
    KILL_AFTER_ANSWER,
    /** It is stopped until its time-out kills it. */
    FREEZE,
    /** The aggregator is stopped until its messages are visible again, and goes on with them then. */
    VISIBILITY_EXPIRED,
    SQS_SLOW,
    SQS_REFUSED,
    SQS_CUT,
    SQS_ANSWER_LOST,
    /** Answers begin and never end. */
    SQS_STALLED,
    /** Calls arrive after the client gave up. */
    SQS_LATE,
    DYNAMODB_SLOW,
    DYNAMODB_REFUSED,
    DYNAMODB_CUT,
    DYNAMODB_ANSWER_LOST,
    /** Answers begin and never end. */
    DYNAMODB_STALLED,
    /** Calls arrive after the client gave up. */
    DYNAMODB_LATE,
    /** A batch of the queue is processed twice. */
    BATCH_REPEATED,
    /** The first messages of a batch are processed, and then the whole batch. */
    BATCH_SPLIT,
    /** A batch of a stream is processed, then its first half once more, then all of it. */
    STREAM_BATCH_REPEATED,
    /** A message that nobody can count is in the middle of clicks. */
    POISON,
    /** Dead letters, clicks among them, are sent back in the middle of traffic. */
    REDRIVE,
    /** Pushes are answered with 429. */
    PUSHES_THROTTLED,
    /** An open screen is gone without a word. */
    SCREEN_DIES,
    /** Clients' clocks are wrong by up to 35 s. */
    CLOCK_JUMPS,
    /** A function's clock is wrong by 35 s. */
    FUNCTION_CLOCK_JUMPS,
    /** Nothing is replicated between the regions. */
    REGION_CUT;

    private static final List<String> ALWAYS_BUSY = List.of("press", "aggregator", "rollup", "fanout");

    /** The functions that it may happen to; empty if it is no function's. */
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
