package dev.tally.system.scale;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * A message group of the queue, or many groups with the same load. SQS delivers a group in order, one batch at a time.
 */
final class MessageGroup {

    private final SimulatedCounter counter;
    private final int shard;
    private final double groups;
    private final Deque<Bulk> bulks = new ArrayDeque<>();
    private long waiting;
    private boolean isListed;

    /** @param groups the number of groups that this one stands for */
    MessageGroup(SimulatedCounter counter, int shard, double groups) {
        this.counter = counter;
        this.shard = shard;
        this.groups = groups;
    }

    /** Messages that arrive evenly over a tick. */
    private static final class Bulk {

        private final int tick;
        private final long start;
        private final long gap;
        private final long messages;
        private long taken;

        Bulk(int tick, long messages) {
            this.tick = tick;
            this.start = tick * Timing.TICK;
            this.gap = Math.max(1, Timing.TICK / messages);
            this.messages = messages;
        }

        long arrival(long index) {
            return start + index * gap + gap / 2;
        }

        long arrived(long now) {
            long first = arrival(0);
            return (now < first ? 0 : Math.min(messages, (now - first) / gap + 1)) - taken;
        }

        long left() {
            return messages - taken;
        }
    }

    /**
     * Messages that Lambda received together.
     *
     * @param messages their number
     * @param arrival the mean time of their arrival
     * @param newest the time of arrival of the newest one
     */
    record Batch(MessageGroup group, int messages, long arrival, long newest) {}

    SimulatedCounter counter() {
        return counter;
    }

    int shard() {
        return shard;
    }

    /** Returns whether a second batch may be in flight. */
    boolean isMany() {
        return groups > 1;
    }

    /** Returns the number of groups in a batch, as the mean of random messages. */
    double distinct(int messages) {
        return groups * -Math.expm1(messages * Math.log1p(-1 / groups));
    }

    long waiting() {
        return waiting;
    }

    void add(int tick, long messages) {
        bulks.add(new Bulk(tick, messages));
        waiting += messages;
    }

    boolean hasArrived(long now) {
        Bulk first = bulks.peek();
        return first != null && first.arrived(now) > 0;
    }

    long nextArrival() {
        Bulk first = bulks.element();
        return first.arrival(first.taken);
    }

    int oldestTick() {
        return bulks.element().tick;
    }

    /** Takes the oldest messages that have arrived. */
    Batch take(int most, long now, ClickQueue queue) {
        int taken = 0;
        long arrivals = 0;
        long newest = now;
        Bulk bulk = bulks.peek();
        while (bulk != null && taken < most) {
            int part = (int) Math.min(most - taken, bulk.arrived(now));
            if (part == 0) {
                break;
            }
            newest = bulk.arrival(bulk.taken + part - 1);
            arrivals += (long) part * ((bulk.arrival(bulk.taken) + newest) / 2);
            bulk.taken += part;
            taken += part;
            queue.taken(bulk.tick, part);
            if (bulk.left() == 0) {
                bulks.remove();
                bulk = bulks.peek();
            }
        }
        waiting -= taken;
        return new Batch(this, taken, arrivals / Math.max(1, taken), newest);
    }

    boolean isListed() {
        return isListed;
    }

    void setListed(boolean listed) {
        this.isListed = listed;
    }
}
