package dev.tally.press;

import dev.tally.runtime.Pauses;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Pauses that take no time. Each one passes the ticker's time, and then runs an action. */
final class FakePauses implements Pauses {

    private final FakeTicker ticker;
    private final List<Duration> pauses = new ArrayList<>();
    private Runnable meanwhile = () -> {};

    FakePauses(FakeTicker ticker) {
        this.ticker = ticker;
    }

    @Override
    public void pause(Duration duration) {
        pauses.add(duration);
        ticker.pass(duration);
        meanwhile.run();
    }

    /** Runs an action in each pause from now on. The earlier pauses are forgotten. */
    void meanwhile(Runnable action) {
        pauses.clear();
        meanwhile = action;
    }

    List<Duration> pauses() {
        return pauses;
    }
}
