package dev.tally.counter;

import com.github.f4b6a3.uuid.factory.standard.TimeOrderedEpochFactory;
import java.time.Clock;
import java.util.Random;

/** Makes the ids of clicks and posts that came without one. */
public final class ClickIds {

    private final TimeOrderedEpochFactory factory;

    public ClickIds(Clock clock, Random random) {
        this.factory = TimeOrderedEpochFactory.builder()
                .withClock(clock)
                .withRandom(random)
                .build();
    }

    public ClickId next() {
        return new ClickId(factory.create());
    }
}
