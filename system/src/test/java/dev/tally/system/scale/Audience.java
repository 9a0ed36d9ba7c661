package dev.tally.system.scale;

import java.util.ArrayList;
import java.util.List;

/** Viewers of a counter: those with a connection, or those that poll. A few screens stand for all of them. */
final class Audience {

    static final Audience NONE = new Audience(0, 0, new Delays());

    private final int viewers;
    private final List<Screen> screens = new ArrayList<>();

    /** @param most the maximum number of screens */
    Audience(int viewers, int most, Delays delays) {
        this.viewers = viewers;
        int number = Math.min(viewers, most);
        for (int screen = 0; screen < number; screen++) {
            screens.add(new Screen((double) viewers / number, delays));
        }
    }

    int viewers() {
        return viewers;
    }

    List<Screen> screens() {
        return screens;
    }

    void published(long time, List<SimulatedCounter.Counted> clicks) {
        for (Screen screen : screens) {
            clicks.forEach(some -> screen.published(time, some));
        }
    }
}
