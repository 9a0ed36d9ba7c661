package dev.tally.counter;

import java.util.regex.Pattern;

/**
 * The identity of a count's history: {@code <region>.<time>}. It is different for each region, queue and restored table.
 *
 * <p>A version orders the totals of one epoch. A sequence number belongs to the queue of its epoch.
 *
 * @param value such as {@code eu-central-1.20261129-201503-120}; the times of a region sort as text
 */
public record Epoch(String value) {

    /** The rule for epochs, in words that complete "epoch must be ...". */
    public static final String RULE = "<region>.<time>, such as eu-central-1.20261129-201503-120";

    private static final Pattern FORM = Pattern.compile("[a-z0-9-]{1,40}\\.[A-Za-z0-9-]{1,80}");

    /** @throws IllegalArgumentException if the value does not have the form */
    public Epoch {
        if (!FORM.matcher(value).matches()) {
            throw new IllegalArgumentException("epoch must be " + RULE + ", not '" + value + "'");
        }
    }

    public String region() {
        return value.substring(0, value.indexOf('.'));
    }

    /** Returns whether this is a later epoch of the same region. */
    public boolean isAfter(Epoch other) {
        return region().equals(other.region()) && value.compareTo(other.value) > 0;
    }

    @Override
    public String toString() {
        return value;
    }
}
