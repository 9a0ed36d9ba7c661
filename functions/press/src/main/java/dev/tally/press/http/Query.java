package dev.tally.press.http;

import dev.tally.press.http.Routes.Route;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The check of a query's parameters.
 *
 * <p>Quarkus compares their names without regard to case, and reads only the first of two. Half a request must not look
 * like a whole one. So a second value and a name in the wrong case are rejected. Parameters of other names are ignored.
 */
final class Query {

    private static final Pattern BROKEN_ESCAPE = Pattern.compile("%(?![0-9A-Fa-f]{2})");

    private Query() {}

    /** Returns the problem of a query of a route, empty if there is none. */
    static Optional<Problem> problem(@Nullable String query, Route route) {
        if (query == null || query.isEmpty()) {
            return Optional.empty();
        }
        if (BROKEN_ESCAPE.matcher(query).find()) {
            return Optional.of(Problem.of(
                    ProblemType.INVALID_REQUEST,
                    "the query has a % without two hexadecimal digits after it: write % as %25"));
        }
        Set<String> seen = new HashSet<>();
        return Stream.of(query.split("&"))
                .map(Query::name)
                .flatMap(name -> problem(name, route, seen).stream())
                .findFirst();
    }

    private static Optional<Problem> problem(String name, Route route, Set<String> seen) {
        return Stream.concat(route.parameters().stream(), route.lists().stream())
                .filter(name::equalsIgnoreCase)
                .findFirst()
                .flatMap(known -> {
                    if (!known.equals(name)) {
                        return Optional.of(invalid(known, "the parameter is " + known + ", not " + name));
                    }
                    boolean repeated = !route.lists().contains(known) && !seen.add(known);
                    return repeated
                            ? Optional.of(invalid(known, known + " is there more than once: send it once"))
                            : Optional.empty();
                });
    }

    private static String name(String parameter) {
        return URLDecoder.decode(parameter.split("=", 2)[0], StandardCharsets.UTF_8);
    }

    private static Problem invalid(String parameter, String detail) {
        return Problem.ofField(ProblemType.INVALID_QUERY, parameter, detail);
    }
}
