package dev.tally.broadcaster.channel;

/**
 * The fault of a client's message. The connection stays open.
 *
 * @param code for programs
 * @param message for people: the fault, then the remedy
 */
public record ClientError(String code, String message) {}
