package dev.tally.localstack.front;

import io.vertx.core.http.HttpServerResponse;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** The live log of the functions of this process's stack, sent to HTTP responses. */
final class FunctionLogs extends Handler {

    private static final String CATEGORY = "function";

    /** The function of each follower, empty for all functions. */
    private final Map<HttpServerResponse, String> followers = new ConcurrentHashMap<>();

    static FunctionLogs open() {
        FunctionLogs logs = new FunctionLogs();
        Logger.getLogger(CATEGORY).addHandler(logs);
        return logs;
    }

    /** Writes each further line to a response, until the response is closed. */
    void follow(String function, HttpServerResponse response) {
        response.setChunked(true).putHeader("Content-Type", "text/plain; charset=utf-8");
        response.closeHandler(gone -> followers.remove(response));
        response.exceptionHandler(broken -> followers.remove(response));
        followers.put(response, function);
        // A first chunk, so that the follower learns at once that it is connected.
        response.write("\n");
    }

    @Override
    public void publish(LogRecord written) {
        if (followers.isEmpty()) {
            return;
        }
        String function = written.getLoggerName().substring(CATEGORY.length() + 1);
        String line = function + " " + line(written) + "\n";
        followers.forEach((response, wanted) -> {
            // A follower that reads too slowly misses lines.
            if ((wanted.isEmpty() || wanted.equals(function)) && !response.writeQueueFull()) {
                response.write(line);
            }
        });
    }

    /** Returns a line in the functions' format for people, or the JSON object that a function wrote. */
    private static String line(LogRecord written) {
        String message = written.getMessage();
        return message.startsWith("{")
                ? message
                : written.getInstant().truncatedTo(ChronoUnit.MILLIS) + " " + written.getLevel() + " " + message;
    }

    @Override
    public void flush() {}

    @Override
    public void close() {
        Logger.getLogger(CATEGORY).removeHandler(this);
    }
}
