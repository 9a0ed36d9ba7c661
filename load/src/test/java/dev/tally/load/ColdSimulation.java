package dev.tally.load;

import static io.gatling.javaapi.core.CoreDsl.constantUsersPerSec;

import java.util.concurrent.atomic.AtomicLong;

/** A load in which every click is the first of its counter. */
public class ColdSimulation extends TallySimulation {

    private static final int COUNTERS = 100_000;

    public ColdSimulation() {
        super("cold");
        int rate = settings().rate(400);
        int seconds = settings().seconds(COUNTERS / rate);
        AtomicLong next = new AtomicLong();
        run(
                rate * seconds + " counters, one click each, " + rate + "/s",
                presses(session -> counter(next.getAndIncrement()))
                        .injectOpen(constantUsersPerSec(rate).during(seconds)));
    }
}
