package dev.tally.localstack.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import java.io.IOException;
import java.util.Base64;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * The parser of a function's answer.
 *
 * @see <a href="https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html#http-api-develop-integrations-lambda.response">
 *     Lambda function response for format 2.0</a>
 */
final class FunctionAnswer {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String CONTENT_TYPE = "content-type";

    /** The connection headers and {@code Content-Length}, which the gateway sets itself. */
    private static final Set<String> CONNECTION_HEADERS =
            Set.of("connection", "content-length", "keep-alive", "trailer", "transfer-encoding", "upgrade");

    private FunctionAnswer() {}

    /** @throws IllegalArgumentException if the answer does not have the format; the message gives the reason */
    static HttpAnswer parse(Buffer payload) {
        JsonNode json = json(payload);
        if (!json.isObject() || !json.has("statusCode")) {
            return inferred(json, payload);
        }
        return new HttpAnswer(status(json.path("statusCode")), headers(json), body(json));
    }

    /**
     * Returns only the status, which a WebSocket API requires.
     *
     * @throws IllegalArgumentException if there is no valid status; the message gives the reason
     */
    static int statusOf(Buffer payload) {
        return status(json(payload).path("statusCode"));
    }

    /** Returns a success with the document as its body, because the document has no {@code statusCode}. */
    private static HttpAnswer inferred(JsonNode json, Buffer payload) {
        Buffer body = json.isTextual() ? Buffer.buffer(json.textValue()) : payload;
        return HttpAnswer.json(200, body);
    }

    private static JsonNode json(Buffer payload) {
        JsonNode json;
        try {
            json = JSON.readTree(payload.getBytes());
        } catch (IOException broken) {
            throw new IllegalArgumentException("the answer is not JSON: " + broken.getMessage(), broken);
        }
        requireThat(!json.isMissingNode(), "the answer is empty");
        return json;
    }

    private static int status(JsonNode status) {
        boolean valid = status.isIntegralNumber() && status.intValue() >= 200 && status.intValue() <= 599;
        requireThat(valid, "statusCode must be a number from 200 to 599, not " + status);
        return status.intValue();
    }

    private static MultiMap headers(JsonNode json) {
        // AWS does not document this: an answer without a content type gets this one.
        MultiMap headers = HttpHeaders.headers().set(CONTENT_TYPE, "text/plain; charset=utf-8");
        for (Map.Entry<String, JsonNode> header : json.path("headers").properties()) {
            JsonNode value = header.getValue();
            requireThat(value.isValueNode(), "header " + header.getKey() + " must be a string, not " + value);
            if (!CONNECTION_HEADERS.contains(header.getKey().toLowerCase(Locale.ROOT))) {
                headers.set(header.getKey(), value.asText());
            }
        }
        for (JsonNode cookie : json.path("cookies")) {
            requireThat(cookie.isTextual(), "a cookie must be a string, not " + cookie);
            headers.add("set-cookie", cookie.textValue());
        }
        return headers;
    }

    private static Buffer body(JsonNode json) {
        JsonNode body = json.path("body");
        if (body.isNull() || body.isMissingNode()) {
            return Buffer.buffer();
        }
        requireThat(body.isTextual(), "body must be a string");
        return json.path("isBase64Encoded").asBoolean()
                ? Buffer.buffer(Base64.getDecoder().decode(body.textValue()))
                : Buffer.buffer(body.textValue());
    }

    private static void requireThat(boolean valid, String rule) {
        if (!valid) {
            throw new IllegalArgumentException(rule);
        }
    }
}
