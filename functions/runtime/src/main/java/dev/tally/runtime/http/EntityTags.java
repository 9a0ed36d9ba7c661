package dev.tally.runtime.http;

import java.util.regex.Pattern;

/**
 * The tags in {@code If-Match} and {@code If-None-Match}.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9110#section-8.8.3">RFC 9110, ETag</a>
 */
public final class EntityTags {

    /** One tag at the start or after a comma, and before a comma or the end. The group is the opaque part. */
    private static final Pattern TAG = Pattern.compile("\\G[\\s,]*(?:W/)?(\"[!#-~\\x{80}-\\x{10FFFF}]*\")\\s*(?=,|$)");

    private static final String ANY = "*";

    private EntityTags() {}

    /** Returns whether the tags are {@code *}, which every representation meets. */
    public static boolean isAny(String tags) {
        return tags.strip().equals(ANY);
    }

    /**
     * Returns whether one of the tags names a representation. The comparison is weak: {@code W/"1"} and {@code "1"} are
     * equal.
     *
     * @param tags one or several tags with commas between them, or {@code *}
     * @param tag of the representation
     */
    public static boolean matches(String tags, String tag) {
        return isAny(tags)
                || TAG.matcher(tags).results().anyMatch(named -> opaque(tag).equals(named.group(1)));
    }

    private static String opaque(String tag) {
        return tag.substring(tag.indexOf('"'));
    }
}
