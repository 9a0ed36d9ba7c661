package dev.tally.localstack.lambda;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The identifier of a function in a call of the Lambda API: a name, a partial ARN or an ARN, optionally with a
 * qualifier. The region and the account of an ARN are ignored.
 *
 * @param qualifier a version or an alias
 * @see <a href="https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html">Invoke</a>
 */
public record FunctionName(String name, String qualifier) {

    /** The version of the code and configuration that were sent last, published or not. */
    static final String LATEST = "$LATEST";

    /** The only alias here. */
    public static final String LIVE = "live";

    private static final Pattern FORM = Pattern.compile("(arn:(aws[a-zA-Z-]*)?:lambda:)?"
            + "([a-z]{2}(-[a-z]+)+-\\d:)?(\\d{12}:)?(function:)?"
            + "(?<name>[a-zA-Z0-9_-]+)(:(?<qualifier>\\$LATEST|[a-zA-Z0-9_-]+))?");

    /** @param qualifier the qualifier of the request's query, used if the text has none */
    static Optional<FunctionName> parse(String text, Optional<String> qualifier) {
        Matcher form = FORM.matcher(text);
        if (!form.matches()) {
            return Optional.empty();
        }
        String own = form.group("qualifier");
        return Optional.of(new FunctionName(form.group("name"), own != null ? own : qualifier.orElse(LATEST)));
    }

    /** Returns a function's alias {@value #LIVE}. */
    static FunctionName live(String name) {
        return new FunctionName(name, LIVE);
    }

    /** Returns the text of an ARN after {@code function:}. */
    @Override
    public String toString() {
        return qualifier.equals(LATEST) ? name : name + ":" + qualifier;
    }
}
