package dev.tally.press.http;

import dev.tally.runtime.limit.Verdict;
import jakarta.ws.rs.core.HttpHeaders;
import java.time.Duration;
import java.util.Map;

/**
 * The header fields that describe a client's limit.
 *
 * @see <a href="https://datatracker.ietf.org/doc/html/draft-ietf-httpapi-ratelimit-headers-09">RateLimit header fields for
 *     HTTP, draft 9</a>
 */
public final class RateLimitFields {

    private RateLimitFields() {}

    public static void put(Map<String, String> headers, RequestLimit limit, Verdict verdict) {
        String name = '"' + limit.kind().label() + '"';
        headers.put(
                "RateLimit-Policy",
                name + ";q=" + limit.rate().burst() + ";w="
                        + seconds(limit.rate().fill()));
        headers.put("RateLimit", name + ";r=" + verdict.left() + ";t=" + seconds(verdict.full()));
        if (!verdict.granted()) {
            headers.put(HttpHeaders.RETRY_AFTER, Long.toString(seconds(verdict.retryAfter())));
        }
    }

    /** Returns a time in whole seconds, rounded up so that a client that waits for it has waited long enough. */
    public static long seconds(Duration time) {
        return Math.max(1, time.plusSeconds(1).minusNanos(1).toSeconds());
    }
}
