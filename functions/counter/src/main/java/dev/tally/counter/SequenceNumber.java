package dev.tally.counter;

import java.math.BigInteger;
import java.util.regex.Pattern;

/**
 * The place of a message in its group: 128 bits that only grow within one queue.
 *
 * @see <a href="https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/FIFO-queues-understanding-logic.html">
 *     SQS: FIFO delivery logic</a>
 */
public record SequenceNumber(BigInteger value) implements Comparable<SequenceNumber> {

    /** The number of digits of the largest 128-bit number: one more than a DynamoDB number keeps. */
    public static final int MAX_DIGITS = 39;

    private static final Pattern FORM = Pattern.compile("\\d{1," + MAX_DIGITS + "}");

    /** @throws IllegalArgumentException if the number is negative or has more than {@value #MAX_DIGITS} digits */
    public SequenceNumber {
        if (!FORM.matcher(value.toString()).matches()) {
            throw new IllegalArgumentException("sequence number must have 1 to " + MAX_DIGITS + " digits: " + value);
        }
    }

    /** @throws IllegalArgumentException if the text is not 1 to {@value #MAX_DIGITS} decimal digits */
    public static SequenceNumber parse(String digits) {
        if (!FORM.matcher(digits).matches()) {
            throw new IllegalArgumentException("sequence number must have 1 to " + MAX_DIGITS + " digits: " + digits);
        }
        return new SequenceNumber(new BigInteger(digits));
    }

    /** Returns the number with {@value #MAX_DIGITS} digits, so that text sorts as the numbers do. */
    public String padded() {
        return "0".repeat(MAX_DIGITS - value.toString().length()) + value;
    }

    public boolean isAfter(SequenceNumber other) {
        return compareTo(other) > 0;
    }

    @Override
    public int compareTo(SequenceNumber other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
