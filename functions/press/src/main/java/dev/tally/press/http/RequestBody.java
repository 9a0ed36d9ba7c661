package dev.tally.press.http;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.io.JsonEOFException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.Iterator;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** The body of a request: a JSON object with known fields. */
public final class RequestBody {

    /** In bytes; the largest post takes about 6,700. */
    public static final int MAX_SIZE = 16 * 1024;

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            // A double would round 1.00000000000000001 to a whole number.
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private RequestBody() {}

    /**
     * Parses a body that is not empty.
     *
     * @throws ProblemException 413 if the body is too large, 415 if it is not declared as JSON, 400 if it is not a
     *     JSON object with known fields only
     */
    public static JsonNode read(byte[] body, @Nullable String contentType, List<String> knownFields) {
        if (body.length > MAX_SIZE) {
            throw new ProblemException(Problem.of(
                    ProblemType.BODY_TOO_LARGE,
                    "body has " + body.length + " bytes: send at most " + MAX_SIZE + " bytes"));
        }
        requireJson(contentType);
        JsonNode json = parse(body);
        requireKnown(json, knownFields);
        return json;
    }

    /** Returns a whole number within bounds, empty for anything else. 1.0 and 1e0 are whole numbers. */
    public static OptionalLong whole(JsonNode node, long lowest, long highest) {
        if (!node.isNumber()) {
            return OptionalLong.empty();
        }
        BigDecimal number = node.decimalValue();
        // The bounds come first, because 1e1000000000 written out has a billion digits.
        boolean isValid = number.compareTo(BigDecimal.valueOf(lowest)) >= 0
                && number.compareTo(BigDecimal.valueOf(highest)) <= 0
                && number.stripTrailingZeros().scale() <= 0;
        return isValid ? OptionalLong.of(number.longValueExact()) : OptionalLong.empty();
    }

    private static void requireJson(@Nullable String contentType) {
        String type = contentType == null ? "" : contentType.split(";", 2)[0].strip();
        if (!type.equalsIgnoreCase(MediaType.APPLICATION_JSON)) {
            throw new ProblemException(notJson(type));
        }
    }

    /** Returns the problem of a body that is not declared as JSON. */
    static Problem notJson(String type) {
        return Problem.ofField(
                ProblemType.UNSUPPORTED_MEDIA_TYPE,
                HttpHeaders.CONTENT_TYPE,
                "Content-Type must be application/json, " + (type.isEmpty() ? "but is missing" : "not " + type));
    }

    private static JsonNode parse(byte[] body) {
        JsonNode json;
        try {
            json = JSON.readTree(body);
        } catch (IOException broken) {
            throw invalid("body is not valid JSON: " + mistake(broken));
        }
        if (!json.isObject()) {
            throw invalid("body must be a JSON object, such as {\"delta\":1}");
        }
        return json;
    }

    /** Returns the mistake in the project's words, because the parser's messages describe the parser. */
    private static String mistake(IOException broken) {
        if (broken instanceof JsonEOFException) {
            return "the text ends too early";
        } else if (broken instanceof StreamConstraintsException) {
            return "it is nested too deeply, or has too long a number or name: send a flat object";
        } else if (broken instanceof MismatchedInputException) {
            return "it goes on after its end: send one object";
        }
        String place = broken instanceof JsonProcessingException parsing ? place(parsing.getLocation()) : "";
        return String.valueOf(broken.getMessage()).startsWith("Duplicate field")
                ? "a field is there twice" + place + ": send each field once"
                : "the text is wrong" + place + ": send an object such as {\"delta\":1}";
    }

    private static String place(@Nullable JsonLocation location) {
        return location == null ? "" : " at line " + location.getLineNr() + ", column " + location.getColumnNr();
    }

    private static ProblemException invalid(String detail) {
        return new ProblemException(Problem.ofField(ProblemType.INVALID_JSON, "body", detail));
    }

    private static void requireKnown(JsonNode json, List<String> knownFields) {
        for (Iterator<String> names = json.fieldNames(); names.hasNext(); ) {
            String name = names.next();
            if (!knownFields.contains(name)) {
                throw new ProblemException(Problem.ofField(
                        ProblemType.INVALID_FIELD,
                        name,
                        "unknown field '" + name + "': the known fields are " + String.join(", ", knownFields)));
            }
        }
    }
}
