package dev.tally.localstack.runtime;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The document that describes an exception to Lambda.
 *
 * @see <a href="https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html#runtimes-api-invokeerror">Invocation
 *     error</a>
 */
final class ErrorDocument {

    private static final String THIS_PACKAGE = ErrorDocument.class.getPackageName() + ".";

    private static final Pattern ESCAPED = Pattern.compile("[\"\\\\\\x00-\\x1f]");

    private ErrorDocument() {}

    /** Returns the JSON of an exception, in UTF-8. Its stack trace ends with the handler, without this client. */
    static byte[] of(Throwable thrown) {
        String type = thrown.getClass().getName();
        String message = thrown.getLocalizedMessage();
        String frames = Arrays.stream(thrown.getStackTrace())
                .takeWhile(frame -> !frame.getClassName().startsWith(THIS_PACKAGE))
                .map(frame -> quoted(frame.toString()))
                .collect(Collectors.joining(","));
        String json = "{\"errorMessage\":" + quoted(message == null ? type : message) + ",\"errorType\":" + quoted(type)
                + ",\"stackTrace\":[" + frames + "]}";
        return json.getBytes(StandardCharsets.UTF_8);
    }

    private static String quoted(String text) {
        String escaped = ESCAPED.matcher(text)
                .replaceAll(character ->
                        String.format("\\\\u%04x", (int) character.group().charAt(0)));
        return '"' + escaped + '"';
    }
}
