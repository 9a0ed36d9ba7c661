package dev.tally.system.scale;

import java.util.ArrayList;
import java.util.List;

/** The counted clicks of a run over time, and their delays in its measured time. */
final class Measures {

    /** The share of the final rate at which a run has settled. */
    private static final double SETTLED = 0.95;

    private static final int SETTLED_OVER = 10;

    private final VirtualTime time;
    private final Delays lag = new Delays();
    private final Delays screen = new Delays();
    private final List<Long> countedBySecond = new ArrayList<>();
    private long countedBefore;
    private long counted;
    private long mostWaiting;

    Measures(VirtualTime time) {
        this.time = time;
    }

    void counted(MessageGroup.Batch batch) {
        counted += batch.messages();
        int second = (int) (time.now() / VirtualTime.SECOND);
        while (countedBySecond.size() <= second) {
            countedBySecond.add(0L);
        }
        countedBySecond.set(second, countedBySecond.get(second) + batch.messages());
        lag.add(Timing.PRESS + time.now() - batch.arrival(), batch.messages());
    }

    void waiting(long messages) {
        mostWaiting = Math.max(mostWaiting, messages);
    }

    Delays lag() {
        return lag;
    }

    Delays screen() {
        return screen;
    }

    long counted() {
        return counted;
    }

    long countedInAll() {
        return countedBefore + counted;
    }

    long mostWaiting() {
        return mostWaiting;
    }

    /** Returns the seconds until the messages were counted nearly as fast as at the end. */
    double settled(double perSecond) {
        for (int second = 0; second + SETTLED_OVER <= countedBySecond.size(); second++) {
            double mean = countedBySecond.subList(second, second + SETTLED_OVER).stream()
                    .mapToLong(Long::longValue)
                    .average()
                    .orElse(0);
            if (mean >= SETTLED * perSecond) {
                return second;
            }
        }
        return Double.NaN;
    }

    void restart() {
        lag.clear();
        screen.clear();
        countedBefore += counted;
        counted = 0;
    }
}
