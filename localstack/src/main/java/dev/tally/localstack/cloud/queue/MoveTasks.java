package dev.tally.localstack.cloud.queue;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/** The moves of messages out of dead-letter queues. Not thread-safe: {@link Queues} guards them. */
final class MoveTasks {

    private static final int DEFAULT_PER_SECOND = 500;
    private static final long SECOND_MILLIS = 1000;

    private final Function<String, @Nullable Queue> queueOf;
    private final Later later;
    private final Map<String, MoveTask> tasks = new LinkedHashMap<>();

    /** Runs an action after a delay, with the time at which it runs. */
    interface Later {
        void run(long afterMillis, LongConsumer action);
    }

    /** @param queueOf finds a queue by its ARN */
    MoveTasks(Function<String, @Nullable Queue> queueOf, Later later) {
        this.queueOf = queueOf;
        this.later = later;
    }

    /** Starts a task, which moves the first messages at once. */
    void start(String handle, Queue source, @Nullable String destinationArn, @Nullable Integer perSecond, long now) {
        if (tasks.values().stream()
                .anyMatch(task -> task.isRunning() && task.sourceArn().equals(source.arn()))) {
            throw QueueError.INVALID_PARAMETER_VALUE.with(
                    "There is already a task running. Only one active task is allowed for a source queue arn at a given"
                            + " time.");
        }
        tasks.put(
                handle,
                new MoveTask(
                        handle,
                        source.arn(),
                        destinationArn,
                        perSecond == null ? DEFAULT_PER_SECOND : perSecond,
                        source.visibleCount(now),
                        0,
                        now,
                        MoveTask.Status.RUNNING));
        move(handle, now);
    }

    /** Ends a running task; returns the number of messages that it moved. */
    int cancel(String handle) {
        MoveTask task = tasks.get(handle);
        if (task == null || !task.isRunning()) {
            throw QueueError.RESOURCE_NOT_FOUND.with("Task does not exist or is not running.");
        }
        tasks.put(handle, task.with(task.moved(), MoveTask.Status.CANCELLED));
        return task.moved();
    }

    /** Returns the latest tasks of a queue, the newest first. */
    List<MoveTask> latest(String sourceArn, int max) {
        List<MoveTask> latest = new ArrayList<>();
        tasks.values().stream()
                .filter(task -> task.sourceArn().equals(sourceArn))
                .forEach(task -> latest.add(0, task));
        return latest.subList(0, Math.min(max, latest.size()));
    }

    private void move(String handle, long now) {
        MoveTask task = tasks.get(handle);
        Queue source = task == null ? null : queueOf.apply(task.sourceArn());
        if (task == null || source == null || !task.isRunning()) {
            return;
        }
        int max = Math.min(task.perSecond(), task.toMove() - task.moved());
        List<StoredMessage> next = source.visible(max, now);
        int moved = task.moved();
        for (StoredMessage message : next) {
            Queue target = destination(task, message);
            if (target == null) {
                tasks.put(handle, task.with(moved, MoveTask.Status.FAILED));
                return;
            }
            // In this order, because a kill between the two must not lose the message.
            target.acceptMoved(message, now);
            source.discard(message);
            moved++;
        }
        boolean last = next.size() < max || moved == task.toMove();
        tasks.put(handle, task.with(moved, last ? MoveTask.Status.COMPLETED : MoveTask.Status.RUNNING));
        if (!last) {
            later.run(SECOND_MILLIS, then -> move(handle, then));
        }
    }

    /** Returns the queue that receives a message, null if the message was sent to the dead-letter queue directly. */
    private @Nullable Queue destination(MoveTask task, StoredMessage message) {
        String arn = task.destinationArn() == null ? message.entry.deadLetterSource() : task.destinationArn();
        return arn == null ? null : queueOf.apply(arn);
    }
}
