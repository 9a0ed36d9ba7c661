package dev.tally.broadcaster.fanout;

/**
 * Part of an audience, pushed to by an invocation of its own.
 *
 * @param pushesPerSecond its share of the rate
 */
record Bucket(Audience audience, int pushesPerSecond) {}
