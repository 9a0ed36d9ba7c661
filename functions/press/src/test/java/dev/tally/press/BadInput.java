package dev.tally.press;

import static dev.tally.counter.Fixtures.NOW;
import static dev.tally.counter.Fixtures.idAt;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A row of the table of bad inputs in {@code docs/api.md}: a request and its problem. */
record BadInput(
        String mistake,
        String method,
        String path,
        @Nullable String header,
        @Nullable String value,
        @Nullable String body,
        int status,
        String type,
        Pattern detail) {

    private static final Pattern ROW = Pattern.compile("\\| (?<mistake>[^|]+) "
            + "\\| `(?<method>[A-Z]+) (?<path>/\\S*)(?: (?<header>[\\w-]+): (?<value><[^>]+>|\\S+))?(?: (?<body>.+))?` "
            + "\\| (?<status>\\d+) \\| `(?<type>[a-z-]+)` \\| `(?<detail>.+)` \\|");

    static BadInput parse(String row) {
        Matcher cells = ROW.matcher(row);
        if (!cells.matches()) {
            throw new IllegalArgumentException("not a row of the table of bad inputs: " + row);
        }
        return new BadInput(
                cells.group("mistake"),
                cells.group("method"),
                cells.group("path"),
                cells.group("header"),
                key(cells.group("value")),
                body(cells.group("body")),
                Integer.parseInt(cells.group("status")),
                cells.group("type"),
                detail(cells.group("detail")));
    }

    private static @Nullable String key(@Nullable String value) {
        if (value == null) {
            return null;
        }
        return value.replace(
                        "<ten minutes ago>",
                        idAt(NOW.minus(Duration.ofMinutes(10))).toString())
                .replace(
                        "<three minutes ago>",
                        idAt(NOW.minus(Duration.ofMinutes(3))).toString())
                .replace("<tomorrow>", idAt(NOW.plus(Duration.ofDays(1))).toString());
    }

    private static @Nullable String body(@Nullable String body) {
        return body == null ? null : body.replace("<300 KB>", " ".repeat(300 * 1024));
    }

    private static Pattern detail(String text) {
        return Pattern.compile(Pattern.quote(text)
                .replace("<time>", "\\E[-0-9]{10}T[:.0-9]+Z\\Q")
                .replace("<id>", "\\E[-0-9a-f]{36}\\Q"));
    }
}
