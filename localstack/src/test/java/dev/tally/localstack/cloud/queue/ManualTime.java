package dev.tally.localstack.cloud.queue;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.PriorityQueue;

/** A clock and an alarm that advance only on demand. */
final class ManualTime extends Clock implements Alarm {

    private record Due(long at, Runnable action) {}

    private final PriorityQueue<Due> due = new PriorityQueue<>(Comparator.comparingLong(Due::at));
    private long now = 1_800_000_000_000L;

    /** Advances, and runs each due action at its time. */
    void advance(long millis) {
        long until = now + millis;
        while (!due.isEmpty() && due.peek().at <= until) {
            Due next = due.remove();
            now = Math.max(now, next.at);
            next.action.run();
        }
        now = until;
    }

    @Override
    public void after(long millis, Runnable action) {
        due.add(new Due(now + millis, action));
    }

    @Override
    public long millis() {
        return now;
    }

    @Override
    public Instant instant() {
        return Instant.ofEpochMilli(now);
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        return this;
    }
}
