package dev.tally.localstack.lambda;

/** Whether an invocation's result holds the end of its log. */
public enum LogType {
    NONE,
    /** The last 4 KB. */
    TAIL
}
