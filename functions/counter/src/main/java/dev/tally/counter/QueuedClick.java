package dev.tally.counter;

/** A click with its place in its message group. */
public record QueuedClick(SequenceNumber sequence, Click click) {}
