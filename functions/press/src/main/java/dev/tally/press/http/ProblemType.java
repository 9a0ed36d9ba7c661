package dev.tally.press.http;

import java.util.Locale;

/** Every kind of problem; docs/api.md tells what to do about each. */
public enum ProblemType {
    INVALID_COUNTER(400, "The counter id is not valid"),
    INVALID_DELTA(400, "The delta is not valid"),
    INVALID_JSON(400, "The body is not valid JSON"),
    INVALID_FIELD(400, "A field of the body is not valid"),
    INVALID_KEY(400, "The Idempotency-Key is not valid"),
    INVALID_QUERY(400, "A query parameter is not valid"),
    INVALID_REQUEST(400, "The request is not valid"),
    NOT_FOUND(404, "There is nothing here"),
    METHOD_NOT_ALLOWED(405, "The method is not allowed here"),
    RETRY_WINDOW_CLOSED(409, "The retry window of this key is closed"),
    BODY_TOO_LARGE(413, "The body is too large"),
    UNSUPPORTED_MEDIA_TYPE(415, "The media type is not supported"),
    KEY_FROM_THE_FUTURE(422, "The key is from the future"),
    TOO_MANY_WRITES(429, "Too many writes of one client"),
    INTERNAL_ERROR(500, "Something went wrong on our side"),
    QUEUE_UNAVAILABLE(503, "The queue does not answer"),
    TABLE_UNAVAILABLE(503, "The table does not answer");

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
