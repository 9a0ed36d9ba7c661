package dev.tally.counter;

/**
 * The published state of a counter, the same for all readers and viewers.
 *
 * @param total as of the last rollup
 * @param viewers the number of connections that were subscribed at the last push
 * @param touches the number of pushes requested without a new count, because viewers came or went
 * @param live the way in which pages follow the counter, decided at the last push
 */
public record Published(Total total, int viewers, long touches, LiveMode live) {

    /** Creates the state of a counter in push mode. */
    public Published(Total total, int viewers, long touches) {
        this(total, viewers, touches, LiveMode.PUSH);
    }

    /** Returns the state of a counter that was never clicked. */
    public static Published zero(CounterId counter, Epoch epoch) {
        return new Published(Total.zero(counter, epoch), 0, 0);
    }

    public CounterId counter() {
        return total.counter();
    }

    /** Returns whether viewers that have an earlier state of the same counter must receive this one. */
    public boolean supersedes(Published earlier) {
        return total.isLaterThan(earlier.total) || touches > earlier.touches;
    }

    /** Returns this state as a state of a reader's epoch, as {@link Total#in} does. */
    public Published in(Epoch current) {
        return withTotal(total.in(current));
    }

    public Published withViewers(int number) {
        return new Published(total, number, touches, live);
    }

    public Published withTotal(Total other) {
        return new Published(other, viewers, touches, live);
    }
}
