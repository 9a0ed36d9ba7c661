package dev.tally.press.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/**
 * Why a request was refused, as the client reads it.
 *
 * @param field the part of the request that is wrong, null if it is none in particular
 * @param clickId the id under which the same press can be offered again, null if offering it again is no use
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

    /** A path is as long as API Gateway takes it, and is not sent back whole. */
    private static final int MAX_PATH = 200;

    public static Problem noSuchPath(String path) {
        return of(ProblemType.NOT_FOUND, "no such path: " + shown(path));
    }

    /** A path as a detail shows it, cut where it is long, and never within a character. */
    static String shown(String path) {
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
