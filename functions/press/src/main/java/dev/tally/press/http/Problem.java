package dev.tally.press.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/**
 * The reason for the rejection of a request, as the client receives it.
 *
 * @param field the wrong part of the request, null if there is no particular one
 * @param clickId the id for sending the same press again, null if a repetition is of no use
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9457">RFC 9457, problem details</a>
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Problem(
        @JsonProperty("type") String type,
        @JsonProperty("title") String title,
        @JsonProperty("status") int status,
        @JsonProperty("detail") String detail,
        @JsonProperty("field") @Nullable String field,
        @JsonProperty("clickId") @Nullable String clickId) {

    /** The media type of a problem. */
    public static final String MEDIA_TYPE = "application/problem+json";

    /** In characters. API Gateway accepts much longer paths, and an answer does not repeat them whole. */
    private static final int MAX_PATH = 200;

    public static Problem noSuchPath(String path) {
        return of(ProblemType.NOT_FOUND, "no such path: " + shorten(path));
    }

    public static Problem methodNotAllowed(String path, String allow) {
        return of(ProblemType.METHOD_NOT_ALLOWED, shorten(path) + " allows " + allow);
    }

    /** Returns the problem of a request that the HTTP layer rejects without a reason. */
    static Problem malformed(int status) {
        ProblemType type = ProblemType.INVALID_REQUEST;
        String detail = "the request line or a header is malformed or too large: correct the URL and the headers";
        return new Problem(type.uri(), type.title(), status, detail, null, null);
    }

    /** Returns a path for a detail. A long path is cut, and never within a character. */
    public static String shorten(String path) {
        if (path.length() <= MAX_PATH) {
            return path;
        }
        int end = Character.isHighSurrogate(path.charAt(MAX_PATH - 1)) ? MAX_PATH - 1 : MAX_PATH;
        return path.substring(0, end) + "...";
    }

    public static Problem of(ProblemType type, String detail) {
        return new Problem(type.uri(), type.title(), type.status(), detail, null, null);
    }

    public static Problem ofField(ProblemType type, String field, String detail) {
        return new Problem(type.uri(), type.title(), type.status(), detail, field, null);
    }

    public Problem withClickId(String id) {
        return new Problem(type, title, status, detail, field, id);
    }
}
