package dev.tally.broadcaster.fanout;

/**
 * Viewers that a push has not reached.
 *
 * @param areSlow whether their pushes timed out; the other viewers got no push, or an error
 */
record Unreached(Audience audience, boolean areSlow) {}
