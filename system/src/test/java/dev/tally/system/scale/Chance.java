package dev.tally.system.scale;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** The random numbers of a run, which follow from its seed. Large numbers are drawn at once, by the normal distribution. */
final class Chance {

    /** The mean up to which a number is drawn step by step. */
    private static final int SMALL = 30;

    private final Random random;

    Chance(long seed) {
        this.random = new Random(seed);
    }

    /** Returns a number from 0 to below 1. */
    double fraction() {
        return random.nextDouble();
    }

    int index(int bound) {
        return random.nextInt(bound);
    }

    <T> List<T> shuffled(List<T> all) {
        List<T> shuffled = new ArrayList<>(all);
        Collections.shuffle(shuffled, random);
        return shuffled;
    }

    /** Returns the number of independent events in a period with this mean. */
    long poisson(double mean) {
        if (mean > SMALL) {
            return normal(mean, mean);
        }
        double limit = Math.exp(-mean);
        long events = 0;
        for (double product = random.nextDouble(); product > limit; product *= random.nextDouble()) {
            events++;
        }
        return events;
    }

    /** Returns the number of successes in a number of tries. */
    long binomial(long tries, double probability) {
        if (probability >= 1 || tries == 0) {
            return tries;
        }
        if (probability <= 0) {
            return 0;
        }
        if (tries > SMALL * 2) {
            return Math.min(tries, normal(tries * probability, tries * probability * (1 - probability)));
        }
        long successes = 0;
        for (long index = 0; index < tries; index++) {
            successes += random.nextDouble() < probability ? 1 : 0;
        }
        return successes;
    }

    /** Returns the parts of a number, each member of it in a random part. */
    long[] spread(long number, int parts) {
        long[] spread = new long[parts];
        if (number < parts) {
            for (long index = 0; index < number; index++) {
                spread[random.nextInt(parts)]++;
            }
            return spread;
        }
        long left = number;
        for (int part = 0; part < parts; part++) {
            spread[part] = binomial(left, 1.0 / (parts - part));
            left -= spread[part];
        }
        return spread;
    }

    private long normal(double mean, double variance) {
        return Math.max(0, Math.round(mean + Math.sqrt(variance) * random.nextGaussian()));
    }
}
