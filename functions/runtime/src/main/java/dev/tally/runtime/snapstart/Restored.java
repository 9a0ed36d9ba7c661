package dev.tally.runtime.snapstart;

/**
 * The event of a process that Lambda restored from a snapshot.
 *
 * <p>Every clone starts from the same memory, and its clock has jumped. Beans with state observe this event and renew
 * their state.
 */
public record Restored() {}
