package dev.tally.system.scale;

import java.util.Arrays;

/** A distribution of delays, to a hundredth of each. */
final class Delays {

    private static final double STEPS = 100;
    private static final int SIZE = 2_000;

    private final double[] weights = new double[SIZE];
    private double sum;

    /**
     * Adds a delay.
     *
     * @param micros in virtual time
     * @param weight the number of times
     */
    void add(long micros, double weight) {
        double millis = Math.max(1, (double) micros / VirtualTime.MILLISECOND);
        weights[(int) Math.min(SIZE - 1, Math.round(Math.log(millis) * STEPS))] += weight;
        sum += weight;
    }

    boolean isEmpty() {
        return sum == 0;
    }

    /** Returns the delay in seconds that a share of the added ones does not exceed. */
    double quantile(double share) {
        double left = sum * share;
        int index = 0;
        while (index < SIZE - 1 && left > weights[index]) {
            left -= weights[index];
            index++;
        }
        return Math.exp(index / STEPS) / 1_000;
    }

    void clear() {
        Arrays.fill(weights, 0);
        sum = 0;
    }
}
