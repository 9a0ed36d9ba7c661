package dev.tally.press.http;

import java.util.Locale;

/** The kinds of problems; docs/api.md gives the next step for each. */
public enum ProblemType {
    INVALID_COUNTER(400, "The counter id is not valid"),
    INVALID_DELTA(400, "The delta is not valid"),
    INVALID_JSON(400, "The body is not valid JSON"),
    INVALID_FIELD(400, "A field of the body is not valid"),
    INVALID_KEY(400, "The Idempotency-Key is not valid"),
    INVALID_VOTER(400, "The voter is not valid"),
    INVALID_QUERY(400, "A query parameter is not valid"),
    INVALID_REQUEST(400, "The request is not valid"),
    WRONG_KIND(400, "The kind of the counter does not allow this"),
    ADMINISTRATION_FORBIDDEN(403, "Administration is not allowed"),
    NOT_FOUND(404, "Not found"),
    METHOD_NOT_ALLOWED(405, "The method is not allowed"),
    ANOTHER_EPOCH(409, "The receipt is of another epoch"),
    RETRY_WINDOW_CLOSED(409, "The retry window of this key is closed"),
    RESET_SUPERSEDED(409, "A later reset of the counter has begun"),
    PRECONDITION_FAILED(412, "A condition of the request is not met"),
    BODY_TOO_LARGE(413, "The body is too large"),
    UNSUPPORTED_MEDIA_TYPE(415, "The media type is not supported"),
    KEY_FROM_THE_FUTURE(422, "The time of the key is in the future"),
    TOO_MANY_WRITES(429, "Too many writes by one client"),
    TOO_MANY_READS(429, "Too many reads by one client"),
    TOO_MANY_VOTERS(429, "Too many new voters of one client"),
    INTERNAL_ERROR(500, "The server failed"),
    LAGGING(503, "The counter lags"),
    QUEUE_UNAVAILABLE(503, "The queue is unavailable"),
    TABLE_UNAVAILABLE(503, "The table is unavailable");

    private static final String NAMESPACE = "urn:tally:problem:";

    private final int status;
    private final String title;

    ProblemType(int status, String title) {
        this.status = status;
        this.title = title;
    }

    public int status() {
        return status;
    }

    String title() {
        return title;
    }

    public String uri() {
        return NAMESPACE + name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
