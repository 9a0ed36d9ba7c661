package dev.tally.localstack.cloud.queue;

import org.jspecify.annotations.Nullable;

/**
 * A move of messages out of a dead-letter queue.
 *
 * @param destinationArn null for the queue from which each message came
 * @param perSecond the highest number of messages per second
 * @param toMove the number of messages at the start
 * @param startedAt milliseconds since 1970
 * @see <a href="https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_StartMessageMoveTask.html">StartMessageMoveTask</a>
 */
public record MoveTask(
        String handle,
        String sourceArn,
        @Nullable String destinationArn,
        int perSecond,
        int toMove,
        int moved,
        long startedAt,
        Status status) {

    /** The state of a move, by SQS's names. */
    public enum Status {
        RUNNING,
        COMPLETED,
        CANCELLED,
        FAILED
    }

    boolean isRunning() {
        return status == Status.RUNNING;
    }

    MoveTask with(int nowMoved, Status nowStatus) {
        return new MoveTask(handle, sourceArn, destinationArn, perSecond, toMove, nowMoved, startedAt, nowStatus);
    }
}
