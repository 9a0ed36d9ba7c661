package dev.tally.localstack.cloud.queue;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;

/** The digests by which a client verifies that a message arrived unchanged. */
public final class Digests {

    private static final byte STRING = 1;
    private static final byte BINARY = 2;

    private Digests() {}

    static String md5(String body) {
        return hex(digest("MD5").digest(body.getBytes(StandardCharsets.UTF_8)));
    }

    static String sha256(String body) {
        return hex(digest("SHA-256").digest(body.getBytes(StandardCharsets.UTF_8)));
    }

    /**
     * Returns the MD5 digest of attributes, sorted by name.
     *
     * @see <a href="https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-message-metadata.html#sqs-attributes-md5-message-digest-calculation">
     *     SQS: calculating the MD5 message digest for message attributes</a>
     */
    public static String md5(Map<String, MessageAttribute> attributes) {
        MessageDigest md5 = digest("MD5");
        new TreeMap<>(attributes).forEach((name, value) -> {
            update(md5, name.getBytes(StandardCharsets.UTF_8));
            update(md5, value.dataType().getBytes(StandardCharsets.UTF_8));
            if (value.binaryValue() != null) {
                md5.update(BINARY);
                update(md5, value.binaryValue());
            } else {
                md5.update(STRING);
                update(md5, String.valueOf(value.stringValue()).getBytes(StandardCharsets.UTF_8));
            }
        });
        return hex(md5.digest());
    }

    private static void update(MessageDigest digest, byte[] part) {
        digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(part.length).array());
        digest.update(part);
    }

    private static String hex(byte[] digest) {
        return HexFormat.of().formatHex(digest);
    }

    private static MessageDigest digest(String algorithm) {
        try {
            return MessageDigest.getInstance(algorithm);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
