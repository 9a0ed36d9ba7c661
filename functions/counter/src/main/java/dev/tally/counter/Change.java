package dev.tally.counter;

/** One message that changes the tally of a shard. */
public sealed interface Change permits Click, Adjustment, Reset {

    /** Returns the identity, which contains the time. */
    ClickId id();

    CounterId counter();

    /** Returns the amount that the change adds to the shard's total. */
    long amount();
}
