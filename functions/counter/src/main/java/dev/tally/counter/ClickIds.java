package dev.tally.counter;

import com.github.f4b6a3.uuid.factory.standard.TimeOrderedEpochFactory;
import java.time.Clock;
import java.util.Random;

/** Makes the ids of clicks and posts that came without one. */
public final class ClickIds {

    private final Clock clock;
    private volatile TimeOrderedEpochFactory factory;

    public ClickIds(Clock clock, Random random) {
        this.clock = clock;
        this.factory = factory(clock, random);
    }

    /**
     * Forgets the last id, which the next one may count on from, and makes the coming ones out of other random numbers: two
     * copies of one process would otherwise make the same.
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
