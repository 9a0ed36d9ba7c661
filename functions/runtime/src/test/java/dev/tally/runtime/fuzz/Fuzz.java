package dev.tally.runtime.fuzz;

import dev.tally.runtime.progress.Progress;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Random;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.RandomGenerator;
import net.jqwik.api.sessions.JqwikSession;

/**
 * The test of a parser with generated inputs: {@code -Dfuzz.tries} inputs, or inputs for {@code -Dfuzz.seconds}
 * seconds. {@code -Dfuzz.seed} repeats a failure.
 */
public final class Fuzz {

    private static final int DEFAULT_TRIES = 400;
    private static final int SIZE = 1000;

    /** The time after which an input fails the test, because such inputs could block a function. */
    private static final Duration HANG = Duration.ofSeconds(10);

    private final String parser;
    private final long seed = Long.getLong("fuzz.seed", new SecureRandom().nextLong());
    private final long tries = Long.getLong("fuzz.tries", DEFAULT_TRIES);
    private final Duration time = Duration.ofSeconds(Long.getLong("fuzz.seconds", 0));
    private final long start = System.nanoTime();

    private Fuzz(String parser) {
        this.parser = parser;
    }

    /** A property that must hold for every input. */
    @FunctionalInterface
    public interface Property<T> {

        void check(T input) throws Exception;
    }

    /** Fails with the first input for which a property does not hold. */
    public static <T> void check(String parser, Arbitrary<T> inputs, Property<T> property) {
        Progress.step(0, parser);
        JqwikSession.run(() -> new Fuzz(parser).run(inputs.generator(SIZE, true), property));
    }

    private <T> void run(RandomGenerator<T> generator, Property<T> property) {
        Random random = new Random(seed);
        long tried = 0;
        while (time.isZero() ? tried < tries : elapsed(start).compareTo(time) < 0) {
            tryOne(generator.next(random).value(), property, ++tried);
        }
        System.out.printf(
                "fuzz: parser=%s inputs=%d seconds=%d seed=%d%n",
                parser, tried, elapsed(start).toSeconds(), seed);
    }

    private <T> void tryOne(T input, Property<T> property, long number) {
        long began = System.nanoTime();
        try {
            property.check(input);
        } catch (Exception | AssertionError | StackOverflowError found) {
            throw new AssertionError(description(input, number), found);
        }
        if (elapsed(began).compareTo(HANG) > 0) {
            throw new AssertionError(description(input, number) + " took " + elapsed(began));
        }
    }

    private <T> String description(T input, long number) {
        return "fuzz: parser=" + parser + " seed=" + seed + " try=" + number + " input=" + input;
    }

    private static Duration elapsed(long since) {
        return Duration.ofNanos(System.nanoTime() - since);
    }
}
