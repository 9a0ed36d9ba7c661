package dev.tally.localstack.lambda;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The parameters of a call of Invoke, without its payload. */
record InvokeRequest(FunctionName function, Type type, LogType logType) {

    /**
     * The invocation type, with its maximum payload in bytes:
     * https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
     */
    enum Type {
        REQUEST_RESPONSE(6 * 1024 * 1024),
        EVENT(1024 * 1024),
        DRY_RUN(6 * 1024 * 1024);

        private final int maxPayload;

        Type(int maxPayload) {
            this.maxPayload = maxPayload;
        }
    }

    private static final String TYPE = "X-Amz-Invocation-Type";
    private static final String LOG_TYPE = "X-Amz-Log-Type";
    private static final JsonFactory JSON = new JsonFactory();
    private static final Buffer EMPTY_EVENT = Buffer.buffer("{}");

    /** @throws InvokeException if Lambda does not accept the name */
    static FunctionName functionName(String name, HttpServerRequest request) {
        return FunctionName.parse(name, Optional.ofNullable(request.getParam("Qualifier")))
                .orElseThrow(() ->
                        InvokeException.badParameter("functionName", name, "a function's name, partial ARN or ARN"));
    }

    /** @throws InvokeException if Lambda does not accept a header */
    static InvokeRequest read(FunctionName function, HttpServerRequest request) {
        return new InvokeRequest(function, type(request.getHeader(TYPE)), logType(request.getHeader(LOG_TYPE)));
    }

    /** @throws InvokeException if a payload of this size is too large */
    void checkSize(long bytes) {
        if (bytes > type.maxPayload) {
            throw InvokeException.tooLarge(type.maxPayload);
        }
    }

    /**
     * Returns the event in a request's body. An empty body is an empty event.
     *
     * @throws InvokeException if the body is too large or not JSON
     */
    Buffer event(Buffer body) {
        checkSize(body.length());
        if (body.length() == 0) {
            return EMPTY_EVENT;
        }
        try (JsonParser parser = JSON.createParser(body.getBytes())) {
            if (parser.nextToken() == null) {
                throw InvokeException.badContent("the body has no value");
            }
            parser.skipChildren();
            if (parser.nextToken() != null) {
                throw InvokeException.badContent("the body has more than one value");
            }
        } catch (IOException broken) {
            throw InvokeException.badContent(
                    broken instanceof JsonProcessingException json ? json.getOriginalMessage() : broken.toString());
        }
        return body;
    }

    private static Type type(@Nullable String header) {
        return switch (header == null ? "RequestResponse" : header) {
            case "RequestResponse" -> Type.REQUEST_RESPONSE;
            case "Event" -> Type.EVENT;
            case "DryRun" -> Type.DRY_RUN;
            default ->
                throw InvokeException.badParameter(TYPE, String.valueOf(header), "RequestResponse, Event or DryRun");
        };
    }

    private static LogType logType(@Nullable String header) {
        return switch (header == null ? "None" : header) {
            case "None" -> LogType.NONE;
            case "Tail" -> LogType.TAIL;
            default -> throw InvokeException.badParameter(LOG_TYPE, String.valueOf(header), "None or Tail");
        };
    }
}
