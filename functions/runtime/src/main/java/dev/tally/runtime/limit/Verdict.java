package dev.tally.runtime.limit;

import java.time.Duration;

/**
 * The decision of a limit about one request.
 *
 * @param granted whether the request may proceed
 * @param left the number of further requests that are granted at once
 * @param retryAfter the time until a rejected request is granted; zero for a granted one
 * @param full the time until the whole burst is available again
 */
public record Verdict(boolean granted, long left, Duration retryAfter, Duration full) {}
