package dev.tally.system.scale;

import java.util.ArrayDeque;
import java.util.Deque;

/** The screen of one viewer, which stands for many. It records the time from each click to the total that contains it. */
final class Screen {

    private final double viewers;
    private final Delays delays;
    private final Deque<Publication> unseen = new ArrayDeque<>();

    /** Clicks that a total contains first. */
    private record Publication(long publishedAt, SimulatedCounter.Counted clicks) {}

    /** @param viewers the number of viewers that it stands for */
    Screen(double viewers, Delays delays) {
        this.viewers = viewers;
        this.delays = delays;
    }

    void published(long time, SimulatedCounter.Counted clicks) {
        unseen.add(new Publication(time, clicks));
    }

    /**
     * Shows a total.
     *
     * @param asOf the time of its publication, or a later one before the next publication
     * @param at the time at which it is on the screen
     */
    void show(long asOf, long at) {
        while (!unseen.isEmpty() && unseen.element().publishedAt() <= asOf) {
            SimulatedCounter.Counted clicks = unseen.remove().clicks();
            delays.add(Timing.PRESS + at - clicks.arrival(), clicks.messages() * viewers);
        }
    }
}
