package dev.tally.counter;

/**
 * A part of the viewers of any counter, by a hash of their connection's id.
 *
 * @param from the first hash, at least 0
 * @param to the hash after the last one, at most {@value #HASHES}
 */
public record ViewerRange(int from, int to) {

    public static final int HASHES = 256;

    public static final ViewerRange ALL = new ViewerRange(0, HASHES);

    // The ids of API Gateway are not uniform in any of their characters. The multiplication spreads their hashes.
    private static final int SPREAD = 0x9E3779B9;

    /** @throws IllegalArgumentException if these are no hashes in their order */
    public ViewerRange {
        if (from < 0 || to < from || to > HASHES) {
            throw new IllegalArgumentException("no range of hashes: " + from + " to " + to);
        }
    }

    /** Returns one of some ranges of equal size that have all viewers together. */
    public static ViewerRange of(int index, int ranges) {
        return new ViewerRange(index * HASHES / ranges, (index + 1) * HASHES / ranges);
    }

    /** Returns the hash of a connection, at least 0 and below {@value #HASHES}. */
    public static int hash(ConnectionId connection) {
        return (connection.value().hashCode() * SPREAD) >>> 24;
    }

    public boolean contains(ConnectionId connection) {
        int hash = hash(connection);
        return from <= hash && hash < to;
    }
}
