package dev.tally.counter;

/**
 * A counter as everybody sees it.
 *
 * @param total as of the last rollup
 * @param viewers how many connections were subscribed at the last push
 * @param touches how often a push was asked for without a new count, because viewers came or went
 */
public record Published(Total total, int viewers, long touches) {

    /** What is seen of a counter that was never clicked or viewed. */
    public static Published zero(CounterId counter) {
        return new Published(Total.zero(counter), 0, 0);
    }

    public CounterId counter() {
        return total.counter();
    }

    /** Whether this tells viewers something that an earlier state of the same counter did not. */
    public boolean isNewsAfter(Published earlier) {
        return total.version() > earlier.total.version() || touches > earlier.touches;
    }

    public Published withViewers(int number) {
        return new Published(total, number, touches);
    }
}
