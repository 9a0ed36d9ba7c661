package dev.tally.runtime;

import java.time.Duration;

/** The pauses between the attempts of a call. */
@FunctionalInterface
public interface Pauses {

    void pause(Duration duration) throws InterruptedException;
}
