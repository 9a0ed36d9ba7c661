package dev.tally.runtime.limit;

import java.time.Duration;

/**
 * What a limit says to one request.
 *
 * @param granted whether it may go on
 * @param left how many more could follow at once
 * @param retryAfter after how long one more would be granted; none if it was
 * @param full after how long the whole burst is there again
 */
public record Verdict(boolean granted, long left, Duration retryAfter, Duration full) {}
