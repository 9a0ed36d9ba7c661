package dev.tally.system.scale;

import dev.tally.localstack.quota.Quota;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;

/** The FIFO queue of all counters. It finds groups among its first messages only. */
final class ClickQueue {

    /** Lambda's maximum for a FIFO queue, as in infra/stack.yaml. */
    static final int BATCH_SIZE = 10;

    private final VirtualTime time;
    private final double examined;
    private final Level waiting;
    private final Queue<MessageGroup> ready = new ArrayDeque<>();
    private final List<MessageGroup> hidden = new ArrayList<>();
    private final List<Long> waitingByTick = new ArrayList<>();
    private int oldestTick;
    private int lastExaminedTick;
    private long messages;
    private Runnable onReady = () -> {};

    ClickQueue(VirtualTime time, QuotaUse quotas) {
        this.time = time;
        this.examined = quotas.limit(Quota.EXAMINED_MESSAGES);
        this.waiting = quotas.level(Quota.EXAMINED_MESSAGES);
    }

    /** @param action runs when a group has messages */
    void onReady(Runnable action) {
        this.onReady = action;
    }

    long messages() {
        return messages;
    }

    /** Starts a tick. Groups behind the examined messages stay hidden for all of it. */
    void start(int tick) {
        while (waitingByTick.size() <= tick) {
            waitingByTick.add(0L);
        }
        while (oldestTick < tick && waitingByTick.get(oldestTick) == 0) {
            oldestTick++;
        }
        lastExaminedTick = oldestTick;
        for (long sum = waitingByTick.get(oldestTick); sum < examined && lastExaminedTick < tick; ) {
            lastExaminedTick++;
            sum += waitingByTick.get(lastExaminedTick);
        }
        waiting.set((double) messages);
        ready.addAll(hidden);
        hidden.clear();
        onReady.run();
    }

    void send(MessageGroup group, int tick, long sent) {
        if (sent == 0) {
            return;
        }
        group.add(tick, sent);
        messages += sent;
        waitingByTick.set(tick, waitingByTick.get(tick) + sent);
        if (!group.isListed()) {
            list(group);
        }
    }

    /** Returns messages of the group that was ready first. A group with a batch in flight is not ready. */
    Optional<MessageGroup.Batch> receive() {
        for (MessageGroup group = ready.poll(); group != null; group = ready.poll()) {
            if (group.oldestTick() > lastExaminedTick) {
                hidden.add(group);
                continue;
            }
            MessageGroup.Batch batch = group.take(BATCH_SIZE, time.now(), this);
            if (group.isMany()) {
                list(group);
            }
            return Optional.of(batch);
        }
        return Optional.empty();
    }

    /** Makes a group available again after its batch. */
    void unlock(MessageGroup group) {
        if (!group.isMany()) {
            list(group);
        }
    }

    void taken(int tick, long number) {
        messages -= number;
        waitingByTick.set(tick, waitingByTick.get(tick) - number);
    }

    private void list(MessageGroup group) {
        group.setListed(group.waiting() > 0);
        if (group.hasArrived(time.now())) {
            ready.add(group);
        } else if (group.isListed()) {
            time.at(group.nextArrival(), () -> {
                ready.add(group);
                onReady.run();
            });
        }
    }
}
