package dev.tally.broadcaster.channel;

/**
 * What is wrong with a message of a client, which keeps its connection.
 *
 * @param code for programs
 * @param message for people: what is wrong and what would be right
 */
public record ClientError(String code, String message) {}
