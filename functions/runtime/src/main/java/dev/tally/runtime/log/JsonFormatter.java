package dev.tally.runtime.log;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.Logger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jboss.logmanager.ExtFormatter;
import org.jboss.logmanager.ExtHandler;
import org.jboss.logmanager.ExtLogRecord;
import org.jboss.logmanager.ExtLogRecord.FormatStyle;
import org.jspecify.annotations.Nullable;

/**
 * The formatter of log lines as JSON objects. An event such as {@code clicks.counted shard=%s clicks=%d} gets a field
 * for each of its names. Any other line gets a {@code message}.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_AnalyzeLogData-discoverable-fields.html">
 *     CloudWatch Logs Insights: discoverable fields</a>
 */
public final class JsonFormatter extends ExtFormatter {

    // All names are read from the format, never from its arguments, so no argument can add a field.

    private static final JsonFactory JSON = new JsonFactory();
    private static final Pattern EVENT = Pattern.compile("(?<event>[a-z]+\\.(?:[a-z-]+|%s))(?= |$)");
    private static final Pattern PAIR =
            Pattern.compile(" (?<name>[A-Za-z]+)=(?:\"(?<quoted>[^\"]*)\"|(?<plain>[^\\s\"]*))(?= |$)");
    private static final Pattern ARGUMENT = Pattern.compile("%[sd]");

    /** Sets this formatter on every handler of the process. */
    public static void install() {
        install(List.of(Logger.getLogger("").getHandlers()), new JsonFormatter());
    }

    private static void install(List<Handler> handlers, Formatter formatter) {
        for (Handler handler : handlers) {
            handler.setFormatter(formatter);
            if (handler instanceof ExtHandler ext) {
                install(List.of(ext.getHandlers()), formatter);
            }
        }
    }

    @Override
    public String format(ExtLogRecord line) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(text)) {
            json.writeStartObject();
            json.writeStringField("time", Instant.ofEpochMilli(line.getMillis()).toString());
            json.writeStringField("level", line.getLevel().getName());
            json.writeStringField("logger", simpleName(line.getLoggerName()));
            if (!writeEvent(line, json)) {
                json.writeStringField("message", String.valueOf(formatMessage(line)));
            }
            if (line.getThrown() != null) {
                json.writeStringField("error", stackTrace(line.getThrown()));
            }
            json.writeEndObject();
            json.writeRaw('\n');
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return text.toString();
    }

    private static boolean writeEvent(ExtLogRecord line, JsonGenerator json) throws IOException {
        String format = String.valueOf(line.getMessage());
        if (!isEvent(format)) {
            return false;
        }
        boolean hasArguments = line.getFormatStyle() == FormatStyle.PRINTF && line.getParameters() != null;
        Iterator<?> arguments =
                hasArguments ? Arrays.asList(line.getParameters()).iterator() : null;
        Matcher event = EVENT.matcher(format);
        event.lookingAt();
        json.writeStringField("event", filled(event.group("event"), arguments));
        Matcher pair = PAIR.matcher(format);
        for (int end = event.end(); pair.find(end); end = pair.end()) {
            String quoted = pair.group("quoted");
            String template = quoted == null ? pair.group("plain") : quoted;
            write(json, pair.group("name"), template, filled(template, arguments));
        }
        return true;
    }

    private static boolean isEvent(String format) {
        Matcher event = EVENT.matcher(format);
        if (!event.lookingAt()) {
            return false;
        }
        int end = event.end();
        Matcher pair = PAIR.matcher(format);
        while (end < format.length()) {
            pair.region(end, format.length());
            if (!pair.lookingAt()) {
                return false;
            }
            end = pair.end();
        }
        return true;
    }

    private static void write(JsonGenerator json, String name, String template, String value) throws IOException {
        if (template.equals("%d")) {
            json.writeFieldName(name);
            json.writeNumber(value);
        } else {
            json.writeStringField(name, value);
        }
    }

    /** Returns a part of a format with the next arguments in place of the placeholders. */
    private static String filled(String template, @Nullable Iterator<?> arguments) {
        return arguments == null
                ? template
                : ARGUMENT.matcher(template)
                        .replaceAll(place -> Matcher.quoteReplacement(
                                arguments.hasNext() ? String.valueOf(arguments.next()) : place.group()));
    }

    private static String simpleName(@Nullable String logger) {
        return logger == null ? "" : logger.substring(logger.lastIndexOf('.') + 1);
    }

    private static String stackTrace(Throwable thrown) {
        StringWriter trace = new StringWriter();
        thrown.printStackTrace(new PrintWriter(trace));
        return trace.toString();
    }
}
