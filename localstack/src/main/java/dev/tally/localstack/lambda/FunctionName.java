package dev.tally.localstack.lambda;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A function as a caller of the Invoke API names it: by name, partial ARN or ARN, each perhaps with a qualifier. Which
 * region and account an ARN names does not matter.
 *
 * @param qualifier a version or an alias
 * @see <a href="https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html">Invoke</a>
 */
record FunctionName(String name, String qualifier) {

    private static final Pattern FORM = Pattern.compile("(arn:(aws[a-zA-Z-]*)?:lambda:)?"
            + "([a-z]{2}(-[a-z]+)+-\\d:)?(\\d{12}:)?(function:)?"
            + "(?<name>[a-zA-Z0-9_-]+)(:(?<qualifier>\\$LATEST|[a-zA-Z0-9_-]+))?");

    /** @param qualifier of the request's query, used where the name has none */
    static Optional<FunctionName> parse(String text, Optional<String> qualifier) {
        Matcher form = FORM.matcher(text);
        if (!form.matches()) {
            return Optional.empty();
        }
        String own = form.group("qualifier");
        return Optional.of(
                new FunctionName(form.group("name"), own != null ? own : qualifier.orElse(LambdaHost.VERSION)));
    }

    /** Whether it means the one version that there is here. */
    boolean isLatest() {
        return qualifier.equals(LambdaHost.VERSION);
    }
}
