package dev.tally.localstack.gateway;

import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A route of an HTTP API, as a request took it: writes have routes of their own, {@code POST /{proxy+}} and
 * {@code PUT /{proxy+}}, and all else goes by {@code $default}.
 *
 * @param proxy what stood in the place of {@code {proxy+}}, null for a route without
 * @see <a href="https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-routes.html">Create routes for
 *     HTTP APIs</a>
 */
record Route(String key, @Nullable String proxy) {

    private static final Route DEFAULT = new Route("$default", null);
    private static final Set<HttpMethod> WRITES = Set.of(HttpMethod.POST, HttpMethod.PUT);

    /**
     * The route of a request. The root is no path of a write.
     *
     * @throws IllegalArgumentException if the path is not well encoded
     */
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
