package dev.tally.broadcaster.lambda;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.tally.runtime.metrics.Metrics;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** A function that receives and returns JSON. Every subclass handles more than one form of event. */
public abstract class JsonHandler implements RequestStreamHandler {

    private static final JsonMapper JSON = new JsonMapper();

    private final Metrics metrics;

    protected JsonHandler(Metrics metrics) {
        this.metrics = metrics;
    }

    /** Handles one event. An exception becomes the function's error. */
    protected abstract JsonNode handle(JsonNode event, Context context);

    @Override
    public final void handleRequest(InputStream input, OutputStream output, Context context) throws IOException {
        try {
            output.write(JSON.writeValueAsBytes(handle(JSON.readTree(input), context)));
        } finally {
            metrics.flush();
        }
    }
}
