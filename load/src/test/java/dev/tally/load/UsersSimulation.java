package dev.tally.load;

import static io.gatling.javaapi.core.CoreDsl.exec;
import static io.gatling.javaapi.core.CoreDsl.percent;
import static io.gatling.javaapi.core.CoreDsl.rampUsers;
import static io.gatling.javaapi.core.CoreDsl.randomSwitch;
import static io.gatling.javaapi.core.CoreDsl.scenario;
import static io.gatling.javaapi.http.HttpDsl.http;
import static io.gatling.javaapi.http.HttpDsl.status;

import io.gatling.javaapi.core.ChainBuilder;
import java.time.Duration;

/** Users that read a counter and press it repeatedly, with a pause between. One in ten presses is sent twice. */
public class UsersSimulation extends TallySimulation {

    private static final int COUNTERS = 10;
    private static final Duration RAMP_UP = Duration.ofSeconds(10);
    private static final double SENT_TWICE_PERCENT = 10;

    public UsersSimulation() {
        super("users");
        int users = settings().users(300);
        int seconds = settings().seconds(300);
        aimForP95(2000, true);
        aimForErrors(1, true);
        ChainBuilder read = exec(http("read")
                .get(session -> "/v1/counters/" + counter(session.userId() % COUNTERS))
                .check(status().is(200)));
        ChainBuilder pressAndThink = exec(press(session -> counter(session.userId() % COUNTERS)))
                .exec(randomSwitch().on(percent(SENT_TWICE_PERCENT).then(pressAgain())))
                .pause(Duration.ofSeconds(1), Duration.ofSeconds(3));
        run(
                users + " users for " + seconds + " s, 1 to 3 s between presses, " + COUNTERS + " counters",
                scenario("users")
                        .exec(read)
                        // Without an exit in the middle: each user waits for its last answer.
                        .during(seconds, false)
                        .on(pressAndThink)
                        .injectOpen(rampUsers(users).during(RAMP_UP))
                        .protocols(protocol()));
    }
}
