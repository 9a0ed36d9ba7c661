package dev.tally.system.scale;

import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;

/** A part of a counter's viewers during one push. */
final class PushedPart {

    private final int viewers;
    private final long asOf;
    private final Deque<Place> places;
    private int pushed;

    private record Place(int place, Screen screen) {}

    /** The receiver of the screens in their order. */
    interface Reached {

        /** @param push the number of pushes since the last call of {@link #advance} */
        void reached(Screen screen, int push);
    }

    /**
     * Creates a part. Its pushes begin anywhere, so that each push has another order.
     *
     * @param asOf the time of the total's publication
     */
    PushedPart(int viewers, List<Screen> screens, long asOf, Chance chance) {
        this.viewers = viewers;
        this.asOf = asOf;
        this.places = new ArrayDeque<>(screens.stream()
                .map(screen -> new Place(chance.index(viewers), screen))
                .sorted(Comparator.comparingInt(Place::place))
                .toList());
    }

    long asOf() {
        return asOf;
    }

    int left() {
        return viewers - pushed;
    }

    /** Continues with the next pushes. */
    void advance(int pushes, Reached reached) {
        while (!places.isEmpty() && places.element().place() < pushed + pushes) {
            Place next = places.remove();
            reached.reached(next.screen(), next.place() - pushed);
        }
        pushed += pushes;
    }
}
