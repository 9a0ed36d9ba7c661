package dev.tally.localstack.lambda;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jboss.logging.Logger.Level;

/**
 * A line of a function's output without its time, because the stack's log has one.
 *
 * @param level INFO for a line without a level
 */
record FunctionLine(Level level, String text) {

    private static final String LEVELS = "(?<level>DEBUG|INFO|WARN|ERROR|FATAL)";

    /** The beginning of a line in the functions' format for people. */
    private static final Pattern TEXT =
            Pattern.compile("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z " + LEVELS + " ");

    /** The beginning of a line in the functions' JSON format. */
    private static final Pattern JSON = Pattern.compile("\\{\"time\":\"[^\"]*\",\"level\":\"" + LEVELS + "\"");

    /** Returns the one or two lines in an output line, because AWS's runtime does not terminate each of its lines. */
    static List<FunctionLine> in(String output) {
        Matcher text = TEXT.matcher(output);
        if (!text.find()) {
            Matcher json = JSON.matcher(output);
            return List.of(new FunctionLine(json.lookingAt() ? level(json) : Level.INFO, output));
        }
        FunctionLine line = new FunctionLine(level(text), output.substring(text.end()));
        return text.start() == 0
                ? List.of(line)
                : List.of(new FunctionLine(Level.INFO, output.substring(0, text.start())), line);
    }

    private static Level level(Matcher line) {
        return Level.valueOf(line.group("level"));
    }
}
