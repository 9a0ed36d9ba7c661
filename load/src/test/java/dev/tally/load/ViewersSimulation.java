package dev.tally.load;

import static io.gatling.javaapi.core.CoreDsl.constantUsersPerSec;

/** Many viewers of one counter while it is pressed. */
public class ViewersSimulation extends TallySimulation {

    public ViewersSimulation() {
        super("viewers");
        int many = settings().users(2000);
        int rate = settings().rate(100);
        int seconds = settings().seconds(60);
        run(
                many + " viewers of one counter, " + rate + " clicks/s for " + seconds + " s",
                presses(session -> counter(0))
                        .injectOpen(constantUsersPerSec(rate).during(seconds)),
                viewers(counter(0), many));
    }
}
