package dev.tally.counter;

import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The number of voters by the sign of their value.
 *
 * @param up the voters with a value above 0
 * @param down the voters with a value below 0
 */
public record VoterCount(long up, long down) {

    public static final VoterCount NONE = new VoterCount(0, 0);

    /** Returns the change in these numbers when a voter's value changes. */
    static VoterCount change(int old, int value) {
        return new VoterCount(above(value) - above(old), above(-value) - above(-old));
    }

    private static int above(int value) {
        return value > 0 ? 1 : 0;
    }

    public VoterCount plus(VoterCount other) {
        return new VoterCount(up + other.up, down + other.down);
    }

    /** Returns the numbers by the names that clients receive, none for a kind with a sufficient count. */
    public SortedMap<String, Long> named(CounterKind kind) {
        return switch (kind) {
            case CLICKS, LIKE -> new TreeMap<>();
            case UPDOWN -> new TreeMap<>(Map.of("up", up, "down", down));
            case CLAP -> new TreeMap<>(Map.of("voters", up));
        };
    }
}
