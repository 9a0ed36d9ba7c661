package dev.tally.load;

import static io.gatling.javaapi.core.CoreDsl.constantUsersPerSec;

/** A burst of ten times the usual clicks, and back. */
public class BurstSimulation extends TallySimulation {

    private static final int TIMES = 10;
    private static final int COUNTERS = 10;

    public BurstSimulation() {
        super("burst");
        int rate = settings().rate(50);
        int seconds = settings().seconds(10);
        run(
                rate + " clicks/s, " + TIMES * rate + "/s for " + seconds + " s, and back",
                presses(session -> counter(session.userId() % COUNTERS))
                        .injectOpen(
                                constantUsersPerSec(rate).during(2L * seconds),
                                constantUsersPerSec(TIMES * rate).during(seconds),
                                constantUsersPerSec(rate).during(2L * seconds)));
    }
}
