package dev.tally.press.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.EntityTag;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;

/** The answer to a read, with an {@code ETag} of its content; 304 if the client already has that content. */
@Singleton
public class Representation {

    /** Long enough to protect a hot counter, and short enough for a live number. */
    private static final String CACHE_CONTROL = "public, max-age=1";

    private static final int TAG_BYTES = 12;

    private final ObjectMapper json;

    Representation(ObjectMapper json) {
        this.json = json;
    }

    public Response of(Object content, Request request) {
        byte[] body = serialize(content);
        // Weak, because the same content may be sent compressed or not.
        EntityTag tag = new EntityTag(digest(body), true);
        Response.ResponseBuilder answer =
                isKnown(tag, request) ? Response.notModified() : Response.ok(body, MediaType.APPLICATION_JSON_TYPE);
        return answer.tag(tag).header(HttpHeaders.CACHE_CONTROL, CACHE_CONTROL).build();
    }

    private static boolean isKnown(EntityTag tag, Request request) {
        Response.ResponseBuilder met = request.evaluatePreconditions(tag);
        // If-Match is for writes, so a read ignores it.
        return met != null && met.build().getStatus() == Response.Status.NOT_MODIFIED.getStatusCode();
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
