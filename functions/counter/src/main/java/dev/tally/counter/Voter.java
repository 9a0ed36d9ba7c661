package dev.tally.counter;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.regex.Pattern;

/**
 * The identity of a voter. Its text form hides it, so that no log or trace names a voter by accident.
 *
 * @param value {@code t-} and a digest of a token's issuer and subject, or {@code a-} and an id that a client made
 */
public record Voter(String value) {

    /** The rule for the id of a client, in words that complete "... must be ...". */
    public static final String ID_RULE = "16 to 64 characters of A-Z a-z 0-9 _ -";

    /** The rule for a voter, in words that complete "voter must be ...". */
    public static final String RULE = "t- and 43 characters, or a- and " + ID_RULE;

    private static final Pattern FORM = Pattern.compile("t-[A-Za-z0-9_-]{43}|a-[A-Za-z0-9_-]{16,64}");
    private static final int DIGEST_BYTES = 8;

    /** @throws IllegalArgumentException if the value does not have the form; the message names the rule */
    public Voter {
        if (!FORM.matcher(value).matches()) {
            throw new IllegalArgumentException("voter must be " + RULE);
        }
    }

    /**
     * Returns the voter of an id that a client made.
     *
     * @throws IllegalArgumentException if the id breaks {@link #ID_RULE}
     */
    public static Voter ofClient(String id) {
        return new Voter("a-" + id);
    }

    /** Returns the voter of a valid token. Tokens of one subject have one voter, and two issuers never share one. */
    public static Voter ofToken(String issuer, String subject) {
        byte[] digest = sha256(issuer + '\n' + subject);
        return new Voter("t-" + Base64.getUrlEncoder().withoutPadding().encodeToString(digest));
    }

    /** Returns the index of the voter's shard among {@code count}. It never changes, so the voter's votes have an order. */
    int shard(int count) {
        return (int) Long.remainderUnsigned(ByteBuffer.wrap(sha256(value)).getLong(), count);
    }

    /** Returns 16 digits that differ between voters and do not name them. */
    String digest() {
        return HexFormat.of().formatHex(sha256(value), 0, DIGEST_BYTES);
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException bug) {
            throw new IllegalStateException(bug);
        }
    }

    @Override
    public String toString() {
        return "voter";
    }
}
