package dev.tally.counter;

import java.time.Instant;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * The identity of a click or a post: a UUID of version 7, which contains the time of its creation.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9562#name-uuid-version-7">RFC 9562, UUID version 7</a>
 */
public record ClickId(UUID value) implements Comparable<ClickId> {

    private static final Pattern FORM =
            Pattern.compile("[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}");
    private static final int VERSION = 7;
    private static final int RFC_VARIANT = 2;

    /** @throws IllegalArgumentException if the UUID is not of version 7 */
    public ClickId {
        if (value.version() != VERSION || value.variant() != RFC_VARIANT) {
            throw new IllegalArgumentException("must be a UUID of version 7, not of version " + value.version());
        }
    }

    /**
     * Parses the 36 characters of a UUIDv7, in either case.
     *
     * @throws IllegalArgumentException if the text is anything else; the message names the rule
     */
    public static ClickId parse(String text) {
        if (!FORM.matcher(text).matches()) {
            throw new IllegalArgumentException(
                    "must be a UUID of version 7, such as 01890a5d-ac96-774b-bcce-b302099a8057");
        }
        return new ClickId(UUID.fromString(text));
    }

    /** Returns the time of creation, to the millisecond, by the clock of the client or function that made the id. */
    public Instant time() {
        return Instant.ofEpochMilli(value.getMostSignificantBits() >>> 16);
    }

    /** Returns the id that is one millisecond later, with the same random bits. */
    public ClickId later() {
        return new ClickId(new UUID(value.getMostSignificantBits() + (1L << 16), value.getLeastSignificantBits()));
    }

    @Override
    public int compareTo(ClickId other) {
        return toString().compareTo(other.toString());
    }

    /** Returns the canonical form: 36 characters, lower case. */
    @Override
    public String toString() {
        return value.toString();
    }
}
