package dev.tally.counter;

import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * The kind of a counter, which is the start of its id. A counter takes either clicks or votes.
 *
 * <p>Any other start is a part of a name, so {@code love~x} takes clicks.
 */
public enum CounterKind {
    CLICKS("", 0, 0),
    /** A vote is a like or none. */
    LIKE("like~", 0, 1),
    /** A vote is up, down or none. */
    UPDOWN("updown~", -1, 1),
    /** A vote is a number of claps. */
    CLAP("clap~", 0, Vote.MAX_CLAPS);

    private final String prefix;
    private final int lowest;
    private final int highest;

    CounterKind(String prefix, int lowest, int highest) {
        this.prefix = prefix;
        this.lowest = lowest;
        this.highest = highest;
    }

    /** Returns the kind of a counter. */
    public static CounterKind of(CounterId counter) {
        return ofName(counter.value());
    }

    /** Returns the kind of a name that may be no counter id. */
    static CounterKind ofName(String name) {
        return Arrays.stream(values())
                .filter(kind -> kind.takesVotes() && name.startsWith(kind.prefix))
                .findFirst()
                .orElse(CLICKS);
    }

    /** Returns the starts of the ids that take votes, as in {@code like~, updown~ or clap~}. */
    public static String prefixes() {
        return Arrays.stream(values())
                .map(CounterKind::prefix)
                .filter(prefix -> !prefix.isEmpty())
                .collect(Collectors.joining(", "))
                .replaceFirst(", (?=[^,]*$)", " or ");
    }

    /** Returns the start of the ids of this kind, empty for clicks. */
    public String prefix() {
        return prefix;
    }

    /** Returns whether counters of this kind take votes and no clicks. */
    public boolean takesVotes() {
        return this != CLICKS;
    }

    /** Returns the lowest value of a vote. */
    public int lowest() {
        return lowest;
    }

    /** Returns the highest value of a vote in any deployment. */
    public int highest() {
        return highest;
    }

    /** @throws IllegalArgumentException if the counter takes votes */
    static void requireClicks(CounterId counter) {
        if (of(counter).takesVotes()) {
            throw new IllegalArgumentException("counter " + counter + " takes votes and no clicks");
        }
    }
}
