package dev.tally.localstack.lambda;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The identifier of a function in a call of the Invoke API: a name, a partial ARN or an ARN, optionally with a
 * qualifier. The region and the account of an ARN are ignored.
 *
 * @param qualifier a version or an alias
 * @see <a href="https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html">Invoke</a>
 */
record FunctionName(String name, String qualifier) {

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
        return Optional.of(
                new FunctionName(form.group("name"), own != null ? own : qualifier.orElse(LambdaHost.VERSION)));
    }

    /** Returns whether the qualifier is {@code $LATEST}, the only version here. */
    boolean isLatest() {
        return qualifier.equals(LambdaHost.VERSION);
    }
}
