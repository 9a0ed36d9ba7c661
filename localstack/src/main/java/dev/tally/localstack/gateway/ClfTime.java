package dev.tally.localstack.gateway;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** The time format of web server logs, which API Gateway uses for the time of a request. */
final class ClfTime {

    private static final DateTimeFormatter FORMAT = DateTimeFormatter.ofPattern(
                    "dd/MMM/yyyy:HH:mm:ss Z", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);

    private ClfTime() {}

    /** Returns a time such as {@code 12/Mar/2020:19:03:58 +0000}. */
    static String of(Instant time) {
        return FORMAT.format(time);
    }
}
