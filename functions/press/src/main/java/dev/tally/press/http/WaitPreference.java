package dev.tally.press.http;

import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The preference {@code wait} of a request, in seconds. A malformed one is ignored.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc7240#section-4.3">RFC 7240, the wait preference</a>
 */
public final class WaitPreference {

    public static final String HEADER = "Prefer";
    public static final String APPLIED = "Preference-Applied";

    /** The longest wait in seconds. A longer one counts as this one. */
    public static final int MAX_SECONDS = 5;

    private static final Pattern PREFERENCE = Pattern.compile("(?:[^,\"]|\"(?:[^\"\\\\]|\\\\.)*\")+");
    private static final Pattern WAIT =
            Pattern.compile("\\s*wait\\s*(?:=\\s*(?<value>[^;]*?)\\s*)?(?:;.*)?", Pattern.CASE_INSENSITIVE);
    private static final Pattern SECONDS = Pattern.compile("(\\d+)|\"(\\d+)\"");

    private WaitPreference() {}

    /** Returns the wait that a header asks for, 1 s to {@value #MAX_SECONDS} s; empty if it asks for none. */
    public static Optional<Duration> of(@Nullable String header) {
        // The first of several counts, as RFC 7240 asks.
        return Optional.ofNullable(header).stream()
                .flatMap(preferences -> PREFERENCE.matcher(preferences).results())
                .map(preference -> WAIT.matcher(preference.group()))
                .filter(Matcher::matches)
                .findFirst()
                .flatMap(wait -> Optional.ofNullable(wait.group("value")))
                .flatMap(WaitPreference::seconds)
                .filter(seconds -> seconds > 0)
                .map(Duration::ofSeconds);
    }

    /** Returns the value of {@value #APPLIED} for a wait. */
    public static String applied(Duration wait) {
        return "wait=" + wait.toSeconds();
    }

    private static Optional<Integer> seconds(String value) {
        Matcher digits = SECONDS.matcher(value);
        if (!digits.matches()) {
            return Optional.empty();
        }
        String number = (digits.group(1) == null ? digits.group(2) : digits.group(1)).replaceFirst("^0+(?=.)", "");
        return Optional.of(number.length() > 1 ? MAX_SECONDS : Math.min(MAX_SECONDS, Integer.parseInt(number)));
    }
}
