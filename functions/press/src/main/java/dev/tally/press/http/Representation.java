package dev.tally.press.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;

/** The answer to a read, with an {@code ETag} of its content. */
@Singleton
public class Representation {

    private static final String CACHE_CONTROL = "no-cache";

    private static final int TAG_BYTES = 12;

    private final ObjectMapper json;

    Representation(ObjectMapper json) {
        this.json = json;
    }

    /** Returns a content as JSON, which a cache may send only after it asked for a change. */
    public Response of(Object content) {
        return ofJson(content, CACHE_CONTROL);
    }

    /** Returns a content as JSON under another rule for caches. */
    public Response ofJson(Object content, String cacheControl) {
        return of(serialize(content), MediaType.APPLICATION_JSON, cacheControl);
    }

    /** Returns a text of another media type. */
    public static Response of(String text, String mediaType, String cacheControl) {
        return of(text.getBytes(StandardCharsets.UTF_8), mediaType, cacheControl);
    }

    private static Response of(byte[] body, String mediaType, String cacheControl) {
        return Response.ok(body, mediaType)
                .header(HttpHeaders.ETAG, tag(body))
                .header(HttpHeaders.CACHE_CONTROL, cacheControl)
                .build();
    }

    /** Returns the {@code ETag} of a content. */
    public String tagOf(Object content) {
        return tag(serialize(content));
    }

    /** Returns a weak tag, because the same content may be sent compressed or not. */
    private static String tag(byte[] body) {
        return "W/\"" + digest(body) + '"';
    }

    private byte[] serialize(Object content) {
        try {
            return json.writeValueAsBytes(content);
        } catch (JsonProcessingException bug) {
            throw new UncheckedIOException(bug);
        }
    }

    private static String digest(byte[] body) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(body);
            return HexFormat.of().formatHex(Arrays.copyOf(hash, TAG_BYTES));
        } catch (NoSuchAlgorithmException bug) {
            throw new IllegalStateException(bug);
        }
    }
}
