package dev.tally.broadcaster.fanout;

/**
 * A part of an audience that a separate invocation pushes to.
 *
 * @param pushesPerSecond the bucket's share of the rate
 */
record Bucket(Audience audience, int pushesPerSecond) {}
