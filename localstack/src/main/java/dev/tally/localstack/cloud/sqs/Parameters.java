package dev.tally.localstack.cloud.sqs;

import dev.tally.localstack.cloud.queue.QueueError;
import dev.tally.localstack.cloud.queue.QueueException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The parameters of a call, or of an entry of a batch. */
final class Parameters {

    private Parameters() {}

    /** Returns a parameter that must be there. */
    static String text(JsonObject input, String parameter) {
        String value = input.getString(parameter);
        if (value == null) {
            throw missing(parameter);
        }
        return value;
    }

    /** Returns the error of a call without a parameter that must be there. */
    static QueueException missing(String parameter) {
        return new QueueException(
                QueueError.MISSING_PARAMETER, "The request must contain the parameter " + parameter + ".");
    }

    static Map<String, String> texts(JsonObject input, String parameter) {
        JsonObject given = input.getJsonObject(parameter, new JsonObject());
        Map<String, String> texts = new HashMap<>();
        given.fieldNames().forEach(name -> texts.put(name, given.getString(name)));
        return texts;
    }

    static List<String> list(JsonObject input, String parameter) {
        JsonArray given = input.getJsonArray(parameter, new JsonArray());
        return given.stream().map(String.class::cast).toList();
    }
}
