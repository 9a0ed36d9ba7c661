package dev.tally.press.http;

import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import dev.tally.runtime.http.EntityTags;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.HttpHeaders;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The conditions of requests, by the tag of the selected representation. No representation has a modification date, so
 * {@code If-Modified-Since} and {@code If-Unmodified-Since} are ignored.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9110#section-13">RFC 9110, conditional requests</a>
 */
@Singleton
public class Preconditions {

    private static final int OK = 200;
    private static final int NOT_MODIFIED = 304;

    private final ProblemAnswers problems;

    Preconditions(ProblemAnswers problems) {
        this.problems = problems;
    }

    /** Returns the answer to a read under the read's conditions: 304, 412, or the answer itself. */
    public APIGatewayV2HTTPResponse apply(
            @Nullable Map<String, String> requestHeaders, APIGatewayV2HTTPResponse answer) {
        Optional<String> tag = header(answer.getHeaders(), HttpHeaders.ETAG);
        if (answer.getStatusCode() != OK || tag.isEmpty()) {
            return answer;
        }
        if (header(requestHeaders, HttpHeaders.IF_MATCH)
                .filter(tags -> !EntityTags.isAny(tags))
                .isPresent()) {
            return problems.of(failed(), new HashMap<>());
        }
        if (header(requestHeaders, HttpHeaders.IF_NONE_MATCH)
                .filter(tags -> EntityTags.matches(tags, tag.get()))
                .isPresent()) {
            answer.setStatusCode(NOT_MODIFIED);
            answer.setBody(null);
            answer.setIsBase64Encoded(false);
            answer.getHeaders()
                    .keySet()
                    .removeIf(name -> name.equalsIgnoreCase(HttpHeaders.CONTENT_TYPE)
                            || name.equalsIgnoreCase(HttpHeaders.CONTENT_LENGTH));
        }
        return answer;
    }

    /**
     * Returns the problem of a write with a false condition, empty if each condition is true.
     *
     * @param tag supplies the tag of the representation that the write's path has
     */
    public static Optional<Problem> problemOfWrite(
            @Nullable String ifMatch, @Nullable String ifNoneMatch, Supplier<String> tag) {
        boolean mismatch = ifMatch != null && !EntityTags.isAny(ifMatch);
        boolean match = ifNoneMatch != null && EntityTags.matches(ifNoneMatch, tag.get());
        return mismatch || match ? Optional.of(failed()) : Optional.empty();
    }

    /**
     * Checks the conditions of a write.
     *
     * @param tag supplies the tag of the representation that the write's path has
     * @throws ProblemException 412 if a condition is false
     */
    public static void requireOfWrite(HttpHeaders headers, Supplier<String> tag) {
        problemOfWrite(
                        headers.getHeaderString(HttpHeaders.IF_MATCH),
                        headers.getHeaderString(HttpHeaders.IF_NONE_MATCH),
                        tag)
                .ifPresent(problem -> {
                    throw new ProblemException(problem);
                });
    }

    /** Returns the problem of a write with {@code If-Match} to a path without a representation. */
    public static Optional<Problem> problemOfWrite(@Nullable String ifMatch) {
        return ifMatch == null ? Optional.empty() : Optional.of(failed());
    }

    private static Problem failed() {
        return Problem.of(
                ProblemType.PRECONDITION_FAILED,
                "If-Match or If-None-Match is not met. Every ETag here is weak and never meets If-Match: leave If-Match"
                        + " out, and send If-None-Match with a read only");
    }

    private static Optional<String> header(@Nullable Map<String, String> headers, String name) {
        return headers == null
                ? Optional.empty()
                : headers.entrySet().stream()
                        .filter(header -> header.getKey().equalsIgnoreCase(name))
                        .map(Map.Entry::getValue)
                        .findFirst();
    }
}
