package dev.tally.localstack.gateway;

import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The route of a request in an HTTP API. Writes have their own routes, such as {@code POST /{proxy+}}, and so have the
 * reads of a client's own values. All other requests use {@code $default}.
 *
 * @param parameters the parts of the path that matched the variables of the route
 * @param needsToken whether the route has the authorizer, if the API has one
 * @see <a href="https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-routes.html">Create routes for
 *     HTTP APIs</a>
 */
record Route(String key, Map<String, String> parameters, boolean needsToken) {

    private static final Route DEFAULT = new Route("$default", Map.of(), false);
    private static final Set<HttpMethod> WRITES = Set.of(HttpMethod.POST, HttpMethod.PUT, HttpMethod.DELETE);

    /**
     * Returns the route of a request. A write to the root path uses {@code $default}.
     *
     * @param ownReads the routes of reads that need a token
     */
    static Route of(HttpServerRequest request, List<OwnRead> ownReads) {
        String path = RequestParts.path(request);
        String method = request.method().name();
        if (WRITES.contains(request.method()) && path.length() > 1) {
            return new Route(method + " /{proxy+}", Map.of("proxy", path.substring(1)), true);
        }
        return ownReads.stream()
                .flatMap(read -> read.route(method + " " + path).stream())
                .findFirst()
                .orElse(DEFAULT);
    }

    /**
     * The route of a read that needs a token.
     *
     * @param variable the name of the path's variable, null if the path has none
     */
    record OwnRead(String key, Pattern form, @Nullable String variable) {

        private static final Pattern VARIABLE = Pattern.compile("\\{(\\w+)}");

        /** Parses a key with at most one variable, such as {@code GET /v1/counters/{counter}/vote}. */
        static OwnRead of(String key) {
            Matcher variable = VARIABLE.matcher(key);
            Pattern form = Pattern.compile(variable.replaceAll("([^/]+)"));
            return new OwnRead(key, form, variable.reset().find() ? variable.group(1) : null);
        }

        private Optional<Route> route(String request) {
            Matcher matcher = form.matcher(request);
            return matcher.matches()
                    ? Optional.of(
                            new Route(key, variable == null ? Map.of() : Map.of(variable, matcher.group(1)), true))
                    : Optional.empty();
        }
    }
}
