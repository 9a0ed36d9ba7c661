package dev.tally.counter;

/**
 * The value that one voter gives to a counter, or claps that the voter adds to it.
 *
 * @param id the identity, which contains the time
 * @param value the new value if nothing is added
 * @param add the number of claps that are added, 0 if the vote sets a value
 * @param most the highest value that added claps reach, 0 if the vote sets a value
 */
public record Vote(ClickId id, CounterId counter, Voter voter, int value, int add, int most) implements Change {

    /** The highest number of claps of one voter that a deployment can allow. */
    public static final int MAX_CLAPS = 1000;

    /** @throws IllegalArgumentException if the counter takes no votes, or a number is out of the bounds of its kind */
    public Vote {
        CounterKind kind = CounterKind.of(counter);
        if (!kind.takesVotes()) {
            throw new IllegalArgumentException("counter " + counter + " takes clicks and no votes");
        }
        if (add == 0) {
            requireWithin("value", value, kind.lowest(), kind.highest());
        } else if (kind != CounterKind.CLAP) {
            throw new IllegalArgumentException("add is for counters with claps only");
        } else {
            requireWithin("add", add, 1, MAX_CLAPS);
            requireWithin("most", most, 1, MAX_CLAPS);
        }
    }

    private static void requireWithin(String name, int number, int lowest, int highest) {
        if (number < lowest || number > highest) {
            throw new IllegalArgumentException(name + " must be " + rule(lowest, highest));
        }
    }

    /** Returns the rule for a whole number, in words that complete "value must be ...". */
    public static String rule(int lowest, int highest) {
        return "a whole number from " + lowest + " to " + highest;
    }

    /** Creates a vote that sets a value. */
    public static Vote of(ClickId id, CounterId counter, Voter voter, int value) {
        return new Vote(id, counter, voter, value, 0, 0);
    }

    /** Creates a vote that adds claps, up to a highest value. */
    public static Vote adding(ClickId id, CounterId counter, Voter voter, int add, int most) {
        requireWithin("add", add, 1, MAX_CLAPS);
        return new Vote(id, counter, voter, 0, add, most);
    }

    /** Returns the voter's value after this vote. Added claps never lower it. */
    public int after(int old) {
        return add == 0 ? value : Math.max(old, Math.min(most, old + add));
    }

    /** Returns 0, because the amount depends on the voter's earlier value. */
    @Override
    public long amount() {
        return 0;
    }

    /** Returns an id per voter, because two voters may use the same id in one group. */
    @Override
    public String deduplicationId() {
        return id + "-" + voter.digest();
    }
}
