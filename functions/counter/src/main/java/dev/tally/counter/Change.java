package dev.tally.counter;

/** One message that changes the tally of a shard. */
public sealed interface Change permits Click, Adjustment, Reset, Vote {

    /** Returns the identity, which contains the time. */
    ClickId id();

    CounterId counter();

    /** Returns the id by which SQS recognizes a repetition in the message group. */
    default String deduplicationId() {
        return id().toString();
    }

    /** Returns the amount that the change adds to the shard's total. */
    long amount();
}
