package dev.tally.counter;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One of N partial tallies of a counter, in the region that writes it.
 *
 * @param index 0 to {@value #MAX_COUNT} - 1
 */
public record Shard(CounterId counter, int index) {

    /** The largest number of shards of one counter. */
    public static final int MAX_COUNT = 1000;

    /** The low half of a UUIDv7, without the two fixed bits at its top. */
    private static final long RANDOM_BITS = -1L >>> 2;

    private static final Pattern GROUP = Pattern.compile("(.+)#(\\d{1,3})");

    /** @throws IllegalArgumentException if the index is out of bounds */
    public Shard {
        if (index < 0 || index >= MAX_COUNT) {
            throw new IllegalArgumentException("shard index must be 0 to " + (MAX_COUNT - 1) + ", not " + index);
        }
    }

    /**
     * Returns the shard of a change among {@code count}. The shard is a pure function of the change's id, or of a vote's
     * voter. So a retry has the same message group as the first send, and SQS recognizes the id there. The votes of one
     * voter have the same group, and so an order.
     */
    public static Shard of(Change change, int count) {
        if (change instanceof Vote vote) {
            return new Shard(vote.counter(), vote.voter().shard(count));
        }
        long random = change.id().value().getLeastSignificantBits() & RANDOM_BITS;
        return new Shard(change.counter(), (int) (random % count));
    }

    /** Returns the shard with this {@link #group}, or empty if no shard has it. */
    public static Optional<Shard> ofGroup(String group) {
        Matcher matcher = GROUP.matcher(group);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        try {
            return Optional.of(new Shard(new CounterId(matcher.group(1)), Integer.parseInt(matcher.group(2))));
        } catch (IllegalArgumentException notACounterId) {
            return Optional.empty();
        }
    }

    /** @throws IllegalArgumentException if the number of shards is out of bounds; the message names the setting */
    public static void requireCount(String setting, int shards) {
        if (shards < 1 || shards > MAX_COUNT) {
            throw new IllegalArgumentException(setting + " must be 1 to " + MAX_COUNT + ", not " + shards);
        }
    }

    /** Returns the region in a shard's {@link #name}. */
    static String region(String name) {
        return name.substring(0, name.lastIndexOf('#'));
    }

    /** Returns the index in a shard's {@link #name}. */
    static int index(String name) {
        return Integer.parseInt(name.substring(name.lastIndexOf('#') + 1));
    }

    /** Returns the shard's name in the region that writes it, such as {@code eu-central-1#0}. */
    public String name(String region) {
        return region + "#" + index;
    }

    /** Returns the shard of a counter with this {@link #name}, or empty if no shard of the region has it. */
    public static Optional<Shard> ofName(CounterId counter, String name, String region) {
        Matcher matcher = GROUP.matcher(name);
        return matcher.matches() && matcher.group(1).equals(region)
                ? Optional.of(new Shard(counter, Integer.parseInt(matcher.group(2))))
                : Optional.empty();
    }

    /** Returns the id of the shard's message group, at most 100 characters: {@code <counter>#<index>}. */
    public String group() {
        return counter + "#" + index;
    }
}
