package dev.tally.load;

import static io.gatling.javaapi.core.CoreDsl.constantUsersPerSec;

/** A fixed number of clicks a second, sent without waiting for answers. */
public class RateSimulation extends TallySimulation {

    private static final int COUNTERS = 10;

    public RateSimulation() {
        super("rate");
        int rate = settings().rate(1000);
        int seconds = settings().seconds(60);
        aimForP95(50, false);
        run(
                rate + " clicks/s for " + seconds + " s, " + COUNTERS + " counters",
                presses(session -> counter(session.userId() % COUNTERS))
                        .injectOpen(constantUsersPerSec(rate).during(seconds)));
    }
}
