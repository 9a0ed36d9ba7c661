package dev.tally.press;

import dev.tally.counter.PlainText;
import dev.tally.counter.Post;
import dev.tally.counter.Total;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A counter's label and count as a picture.
 *
 * @param label a line of at most 40 characters
 */
record Badge(String label, long count) {

    /** The rule for a label, in words that complete "label must be ...". */
    static final String LABEL_RULE = "a line of 1 to " + Badge.MAX_LABEL + " visible characters, such as ?label=likes";

    static final int MAX_LABEL = 40;

    private static final String ELLIPSIS = "\u2026";
    private static final String UNITS = "kMGTPE";

    // The font is the reader's own, so widths are estimates. Characters of East Asia and emoji are twice as wide. The
    // attribute textLength makes a text fit its half of the badge in any font.
    private static final int CHARACTER_WIDTH = 7;
    private static final int PADDING = 12;
    private static final int FIRST_WIDE = 0x1100;

    /** Both halves have a dark ground and light text, and so have the contrast on dark and light pages. */
    private static final String SVG =
            """
            <svg xmlns="http://www.w3.org/2000/svg" width="%1$d" height="20" role="img" aria-label="%2$s: %3$s">\
            <title>%2$s: %4$d</title>\
            <rect width="%1$d" height="20" rx="3" fill="#454545"/>\
            <path d="M%5$d 0h%6$dq3 0 3 3v14q0 3-3 3h-%6$dz" fill="#1558b0"/>\
            <g fill="#fff" font-family="Verdana,DejaVu Sans,sans-serif" font-size="11" text-anchor="middle">\
            <text x="%7$s" y="14" textLength="%8$d">%2$s</text>\
            <text x="%9$s" y="14" textLength="%10$d">%3$s</text>\
            </g></svg>""";

    /** Returns whether a label keeps its rule; null does. */
    static boolean isLabel(@Nullable String label) {
        return label == null
                || (PlainText.isLine(label)
                        && Post.isUnicode(label)
                        && PlainText.visibleLength(label) >= 1
                        && label.codePointCount(0, label.length()) <= MAX_LABEL);
    }

    /** @param label null for the counter's id, which is shortened */
    static Badge of(Total total, @Nullable String label) {
        return new Badge(label == null ? shortened(total.counter().value()) : label, total.count());
    }

    String svg() {
        String shown = compact(count);
        int labelWidth = width(label);
        int countWidth = width(shown);
        int left = labelWidth + PADDING;
        int right = countWidth + PADDING;
        return SVG.formatted(
                left + right,
                escaped(label),
                shown,
                count,
                left,
                right - 3,
                half(left),
                labelWidth,
                half(2 * left + right),
                countWidth);
    }

    /** Returns a count with at most three digits and a unit, such as 999, 1.2k and -34.5M. Digits are cut, not rounded. */
    static String compact(long count) {
        if (Math.abs((double) count) < 1000) {
            return Long.toString(count);
        }
        int unit = -1;
        long tenths = count;
        for (long rest = count; Math.abs((double) rest) >= 1000; rest /= 1000) {
            tenths = rest / 100;
            unit++;
        }
        boolean isWhole = tenths % 10 == 0 || Math.abs(tenths) >= 1000;
        String number = isWhole
                ? Long.toString(tenths / 10)
                : String.format(
                        Locale.ROOT, "%s%d.%d", tenths < 0 ? "-" : "", Math.abs(tenths / 10), Math.abs(tenths % 10));
        return number + UNITS.charAt(unit);
    }

    private static String shortened(String id) {
        return id.length() <= MAX_LABEL ? id : id.substring(0, MAX_LABEL - 1) + ELLIPSIS;
    }

    private static int width(String text) {
        return CHARACTER_WIDTH
                * text.codePoints().map(point -> point < FIRST_WIDE ? 1 : 2).sum();
    }

    private static String half(int width) {
        return width % 2 == 0 ? Integer.toString(width / 2) : width / 2 + ".5";
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }
}
