package dev.tally.press;

import java.time.Duration;

/** The pauses between the reads of a wait. */
@FunctionalInterface
interface Pauses {

    void pause(Duration duration) throws InterruptedException;
}
