package dev.tally.system.scale;

import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.PriorityQueue;

/** A clock in microseconds that goes from event to event. Events of one time run in the order of their scheduling. */
final class VirtualTime implements InstantSource {

    static final long MILLISECOND = 1_000;
    static final long SECOND = 1_000 * MILLISECOND;
    static final long MINUTE = 60 * SECOND;

    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private final PriorityQueue<Event> events = new PriorityQueue<>();
    private long now;
    private long scheduled;

    private record Event(long at, long number, Runnable action) implements Comparable<Event> {

        @Override
        public int compareTo(Event other) {
            return at == other.at ? Long.compare(number, other.number) : Long.compare(at, other.at);
        }
    }

    long now() {
        return now;
    }

    @Override
    public Instant instant() {
        return START.plus(now, ChronoUnit.MICROS);
    }

    void after(long wait, Runnable action) {
        at(now + wait, action);
    }

    void at(long time, Runnable action) {
        events.add(new Event(Math.max(now, time), scheduled++, action));
    }

    /** Runs an action at a time and then periodically. */
    void every(long first, long period, Runnable action) {
        at(first, () -> {
            action.run();
            every(now + period, period, action);
        });
    }

    /** Runs all events up to a time. */
    void runUntil(long end) {
        for (Event next = events.peek(); next != null && next.at() <= end; next = events.peek()) {
            events.remove();
            now = next.at();
            next.action().run();
        }
        now = end;
    }
}
