package dev.tally.counter;

import com.github.f4b6a3.uuid.factory.standard.TimeOrderedEpochFactory;
import java.time.Clock;
import java.util.Random;

/** A generator of ids for clicks and posts sent without an {@code Idempotency-Key}. */
public final class ClickIds {

    private final Clock clock;
    private volatile TimeOrderedEpochFactory factory;

    public ClickIds(Clock clock, Random random) {
        this.clock = clock;
        this.factory = factory(clock, random);
    }

    /**
     * Drops the last id and continues with other random numbers. Otherwise two copies of one process would make the
     * same ids: they have the same random numbers, and an id can continue from the last one.
     */
    public void renew(Random random) {
        factory = factory(clock, random);
    }

    public ClickId next() {
        return new ClickId(factory.create());
    }

    private static TimeOrderedEpochFactory factory(Clock clock, Random random) {
        return TimeOrderedEpochFactory.builder()
                .withClock(clock)
                .withRandom(random)
                .build();
    }
}
