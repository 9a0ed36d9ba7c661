package dev.tally.localstack.lambda;

/** The part of its log that an invocation's result contains. */
public enum LogType {
    NONE,
    /** The last 4 KB. */
    TAIL
}
