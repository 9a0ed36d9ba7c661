package dev.tally.localstack.cloud.queue;

import java.util.TreeSet;

/** The first messages of a queue, visible or not, by their sequence numbers. */
final class ExaminedMessages {

    private final Examination examination;
    private final TreeSet<Long> first = new TreeSet<>();
    private final TreeSet<Long> others = new TreeSet<>();

    ExaminedMessages(Examination examination) {
        this.examination = examination;
    }

    void add(long sequence) {
        if (isAll()) {
            return;
        }
        if (first.size() < examination.messages()) {
            first.add(sequence);
        } else if (sequence < first.last()) {
            others.add(first.pollLast());
            first.add(sequence);
        } else {
            others.add(sequence);
        }
    }

    void remove(long sequence) {
        if (!isAll() && first.remove(sequence) && !others.isEmpty()) {
            first.add(others.pollFirst());
        } else {
            others.remove(sequence);
        }
    }

    boolean contains(long sequence) {
        return isAll() || first.contains(sequence);
    }

    /** Returns whether a receive finds the next message of an open group, and reports one that it does not find. */
    boolean find(long sequence) {
        boolean found = contains(sequence) && !isBehindTheFirstGroup(sequence);
        if (!found) {
            examination.exceeded().run();
        }
        return found;
    }

    private boolean isBehindTheFirstGroup(long sequence) {
        return !isAll() && sequence != first.first() && examination.usedUp().getAsBoolean();
    }

    private boolean isAll() {
        return examination.messages() == Integer.MAX_VALUE;
    }
}
