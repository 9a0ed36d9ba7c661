package dev.tally.counter;

import java.time.Instant;

/**
 * A title and a text with a counter of votes.
 *
 * @param title 2 to 100 characters; invisible ones at its ends do not count towards the 2
 * @param content at most 1000 characters, empty if the title says it all
 */
public record Post(ClickId id, String title, String content) {

    /** The rule for a title, in words that complete "title must be ...". */
    public static final String TITLE_RULE = "a text of 2 to 100 visible characters";

    /** The rule for a content, in words that complete "content must be ...". */
    public static final String CONTENT_RULE = "a text of at most 1000 characters";

    /**
     * The rule for the characters of both, in words that complete "title must be ...".
     *
     * @see <a href="https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html">SQS:
     *     SendMessage</a>, which accepts no other characters
     */
    public static final String UNICODE_RULE = "valid Unicode, without unpaired surrogates, U+FFFE and U+FFFF";

    /** @throws IllegalArgumentException if a text breaks its rule; the message names the rule */
    public Post {
        if (!isTitle(title)) {
            throw new IllegalArgumentException("title must be " + TITLE_RULE);
        }
        if (!isContent(content)) {
            throw new IllegalArgumentException("content must be " + CONTENT_RULE);
        }
        if (!isUnicode(title) || !isUnicode(content)) {
            throw new IllegalArgumentException("title and content must be " + UNICODE_RULE);
        }
        if (!PlainText.isLine(title) || !PlainText.isLines(content)) {
            throw new IllegalArgumentException("title and content must be " + PlainText.RULE);
        }
    }

    public static boolean isTitle(String text) {
        return hasLength(text, 2, 100);
    }

    public static boolean isContent(String text) {
        return hasLength(text, 0, 1000);
    }

    public static boolean isUnicode(String text) {
        return text.codePoints()
                .noneMatch(point -> point == 0xFFFE
                        || point == 0xFFFF
                        || (point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE));
    }

    /** Returns the counter of this post, which takes votes up and down. */
    public CounterId counter() {
        return new CounterId(CounterKind.UPDOWN.prefix() + id);
    }

    public Instant createdAt() {
        return id.time();
    }

    private static boolean hasLength(String text, int min, int max) {
        return PlainText.visibleLength(text) >= min && text.codePointCount(0, text.length()) <= max;
    }
}
