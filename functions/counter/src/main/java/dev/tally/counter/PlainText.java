package dev.tally.counter;

import java.util.function.Predicate;
import java.util.regex.Pattern;

/** The rule for texts that people read. A text has visible characters, and shows its characters in their order. */
public final class PlainText {

    /** The rule for the characters, in words that complete "title must be ...". */
    public static final String RULE =
            "without control characters, except tab and line breaks in a content, and without U+202A to U+202E and"
                    + " U+2066 to U+2069, which reverse text";

    private static final Pattern CONTROL = Pattern.compile("[\\p{Cc}\\x{202A}-\\x{202E}\\x{2066}-\\x{2069}]");

    /**
     * White space, format characters, and letters and marks without a shape: fillers of Hangul, the blank of Braille,
     * and variation selectors.
     */
    private static final Predicate<String> INVISIBLE = Pattern.compile(
                    "[\\s\\p{Z}\\p{Cc}\\p{Cf}\\x{034F}\\x{115F}\\x{1160}\\x{17B4}\\x{17B5}\\x{180B}-\\x{180F}"
                            + "\\x{2800}\\x{3164}\\x{FE00}-\\x{FE0F}\\x{FFA0}\\x{E0100}-\\x{E01EF}]")
            .asMatchPredicate();

    private PlainText() {}

    /** Returns whether a line has no control character and no character that reverses text. */
    public static boolean isLine(String text) {
        return !CONTROL.matcher(text).find();
    }

    /** Returns whether the same is true of a text with tabs and line breaks. */
    public static boolean isLines(String text) {
        return isLine(text.replaceAll("[\\t\\n\\r]", ""));
    }

    /** Returns the number of characters between the first visible character and the last. */
    public static int visibleLength(String text) {
        int[] characters = text.codePoints().toArray();
        int start = 0;
        int end = characters.length;
        while (start < end && isInvisible(characters[start])) {
            start++;
        }
        while (start < end && isInvisible(characters[end - 1])) {
            end--;
        }
        return end - start;
    }

    private static boolean isInvisible(int character) {
        return INVISIBLE.test(Character.toString(character));
    }
}
