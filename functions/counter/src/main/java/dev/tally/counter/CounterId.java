package dev.tally.counter;

import java.util.Set;
import java.util.regex.Pattern;

/**
 * The name of a counter.
 *
 * @param value 1 to 96 of {@code A-Z a-z 0-9 . _ ~ -}, the first one a letter or digit, not reserved, and no
 *     kind alone; its start is its {@link CounterKind}
 */
public record CounterId(String value) {

    /** The rule for an id, in words that complete "counter id must be ...". */
    public static final String RULE = "1 to 96 characters of A-Z a-z 0-9 . _ ~ -, the first one a letter or digit";

    private static final Pattern FORM = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._~-]{0,95}");

    /** Ids that are parts of a path, or the name of the hot list. */
    private static final Set<String> RESERVED = Set.of("counters", "posts", "hot");

    /** @throws IllegalArgumentException if the value is not a counter id; the message names the rule */
    public CounterId {
        if (!FORM.matcher(value).matches()) {
            throw new IllegalArgumentException("counter id must be " + RULE);
        }
        if (CounterKind.ofName(value).prefix().equals(value)) {
            throw new IllegalArgumentException(
                    "counter id '" + value + "' must have a name after its kind, such as " + value + "article-1");
        }
        if (RESERVED.contains(value)) {
            throw new IllegalArgumentException("counter id '" + value + "' is reserved, choose another");
        }
    }

    @Override
    public String toString() {
        return value;
    }
}
