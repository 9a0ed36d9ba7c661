package dev.tally.broadcaster.fanout;

/**
 * The paces of the pushes of one fan-out.
 *
 * @param small of all audiences of few viewers together
 * @param other of all other unsplit audiences together
 */
record Paces(Pace small, Pace other) {

    Pace of(Audience audience) {
        return audience.isSmall() ? small : other;
    }
}
