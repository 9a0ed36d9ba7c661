package dev.tally.counter;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The place of an accepted click in the queue. The click is counted once the shard's watermark reaches the number.
 *
 * @param shard the name of the click's shard, such as {@code eu-central-1#0}
 */
public record Receipt(Epoch epoch, String shard, SequenceNumber sequence) {

    /** The rule for receipts as text, in words that complete "... must be ...". */
    public static final String RULE = "<epoch>:<shard>:<sequence> of a receipt, such as"
            + " eu-central-1.20261129-201503-120:eu-central-1#0:18849496460467696128";

    private static final Pattern FORM = Pattern.compile("([^:]*):([^:]*):([^:]*)");

    /** @throws IllegalArgumentException if the text is not {@code <epoch>:<shard>:<sequence>}; the message names the part */
    public static Receipt parse(String text) {
        Matcher parts = FORM.matcher(text);
        if (!parts.matches()) {
            throw new IllegalArgumentException("it does not have three parts with colons between them");
        }
        return new Receipt(new Epoch(parts.group(1)), parts.group(2), SequenceNumber.parse(parts.group(3)));
    }

    @Override
    public String toString() {
        return epoch + ":" + shard + ":" + sequence;
    }
}
