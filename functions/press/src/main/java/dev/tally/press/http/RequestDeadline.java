package dev.tally.press.http;

import com.amazonaws.services.lambda.runtime.Context;
import com.github.benmanes.caffeine.cache.Ticker;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The time at which Lambda ends a request, by the ticker, as a header that replaces any of the client. */
public final class RequestDeadline {

    public static final String HEADER = "Tally-Deadline";

    /** The time-out of one call to the table in application.properties, and a second for the answer. */
    private static final Duration LAST_CALL = Duration.ofSeconds(4);

    private RequestDeadline() {}

    /** Returns the value of the header. */
    public static String of(Context context, Ticker ticker) {
        Duration left = Duration.ofMillis(context.getRemainingTimeInMillis());
        return Long.toString(ticker.read() + left.toNanos());
    }

    /** Returns the time by the ticker after which a call to the table might end too late. */
    public static long lastCall(@Nullable String header) {
        return Long.parseLong(String.valueOf(header)) - LAST_CALL.toNanos();
    }
}
