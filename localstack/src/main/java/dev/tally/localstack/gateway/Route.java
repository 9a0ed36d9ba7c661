package dev.tally.localstack.gateway;

import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The route of a request in an HTTP API. Writes have their own routes, such as {@code POST
 * /{proxy+}}; all other requests use {@code $default}.
 *
 * @param proxy the path that matched {@code {proxy+}}, null for {@code $default}
 * @see <a href="https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-routes.html">Create routes for
 *     HTTP APIs</a>
 */
record Route(String key, @Nullable String proxy) {

    private static final Route DEFAULT = new Route("$default", null);
    private static final Set<HttpMethod> WRITES = Set.of(HttpMethod.POST, HttpMethod.PUT, HttpMethod.DELETE);

    /** Returns the route of a request. A write to the root path uses {@code $default}. */
    static Route of(HttpServerRequest request) {
        String path = RequestParts.path(request);
        return WRITES.contains(request.method()) && path.length() > 1
                ? new Route(request.method().name() + " /{proxy+}", path.substring(1))
                : DEFAULT;
    }

    boolean isWrite() {
        return proxy != null;
    }
}
