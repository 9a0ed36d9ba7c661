package dev.tally.load;

import static io.gatling.javaapi.core.CoreDsl.constantUsersPerSec;

/** A moderate load for half an hour. Memory must stay flat. */
public class SoakSimulation extends TallySimulation {

    private static final int COUNTERS = 10;

    public SoakSimulation() {
        super("soak");
        int rate = settings().rate(100);
        int seconds = settings().seconds(1800);
        watchMemory();
        run(
                rate + " clicks/s for " + seconds + " s, " + COUNTERS + " counters",
                presses(session -> counter(session.userId() % COUNTERS))
                        .injectOpen(constantUsersPerSec(rate).during(seconds)));
    }
}
