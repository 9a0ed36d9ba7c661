package dev.tally.load;

import static io.gatling.javaapi.core.CoreDsl.constantUsersPerSec;

/** One counter with all clicks and a few viewers. */
public class HotSimulation extends TallySimulation {

    private static final int VIEWERS = 10;

    public HotSimulation() {
        super("hot");
        int rate = settings().rate(500);
        int seconds = settings().seconds(60);
        run(
                rate + " clicks/s for " + seconds + " s on one counter",
                presses(session -> counter(0))
                        .injectOpen(constantUsersPerSec(rate).during(seconds)),
                viewers(counter(0), VIEWERS));
    }
}
