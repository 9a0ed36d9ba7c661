package dev.tally.press;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tally.counter.Click;
import dev.tally.press.http.Problem;
import dev.tally.press.http.ProblemException;
import dev.tally.press.http.ProblemType;
import dev.tally.press.http.RequestBody;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The body of a press: {@code {"delta":n}} or {@code {"action":"increment"|"decrement"}}. An empty body is +1. */
final class ClickRequest {

    private static final String DELTA = "delta";
    private static final String ACTION = "action";
    private static final List<String> FIELDS = List.of(DELTA, ACTION);

    private ClickRequest() {}

    /** Returns the delta in a body, before its bounds are validated. */
    static int delta(byte @Nullable [] body, @Nullable String contentType) {
        if (body == null || body.length == 0) {
            return 1;
        }
        JsonNode json = RequestBody.read(body, contentType, FIELDS);
        if (json.has(DELTA) && json.has(ACTION)) {
            throw new ProblemException(Problem.ofField(
                    ProblemType.INVALID_FIELD, ACTION, "body has both delta and action: send one of them"));
        }
        if (json.has(DELTA)) {
            return number(json.get(DELTA));
        }
        return json.has(ACTION) ? action(json.get(ACTION)) : 1;
    }

    private static int number(JsonNode delta) {
        return (int) RequestBody.whole(delta, -Click.MAX_DELTA, Click.MAX_DELTA)
                .orElseThrow(() -> new ProblemException(
                        Problem.ofField(ProblemType.INVALID_DELTA, DELTA, "delta must be " + Click.DELTA_RULE)));
    }

    private static int action(JsonNode action) {
        return switch (action.asText()) {
            case "increment" -> 1;
            case "decrement" -> -1;
            default ->
                throw new ProblemException(Problem.ofField(
                        ProblemType.INVALID_FIELD, ACTION, "action must be \"increment\" or \"decrement\""));
        };
    }
}
