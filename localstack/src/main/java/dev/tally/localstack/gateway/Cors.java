package dev.tally.localstack.gateway;

import dev.tally.localstack.spec.StackSpec;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The CORS rules that let pages of other origins call an HTTP API.
 *
 * <p>API Gateway answers preflight requests itself, and replaces the CORS headers of the integration.
 *
 * @see <a href="https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-cors.html">Configure CORS for HTTP
 *     APIs</a>
 */
final class Cors {

    private static final List<CharSequence> HEADERS = List.of(
            HttpHeaders.ACCESS_CONTROL_ALLOW_ORIGIN,
            HttpHeaders.ACCESS_CONTROL_ALLOW_METHODS,
            HttpHeaders.ACCESS_CONTROL_ALLOW_HEADERS,
            HttpHeaders.ACCESS_CONTROL_ALLOW_CREDENTIALS,
            HttpHeaders.ACCESS_CONTROL_EXPOSE_HEADERS,
            HttpHeaders.ACCESS_CONTROL_MAX_AGE);

    private static final String ANY = "*";

    private final StackSpec.Cors settings;
    private final Set<String> origins;
    private final List<String> allowHeaders;

    Cors(StackSpec.Cors settings, HttpAccess access) {
        this.settings = settings;
        this.origins = access.allowOrigins();
        // Terraform adds this header in the same way.
        Stream<String> forTokens = access.writes().stream().map(rule -> "authorization");
        this.allowHeaders =
                Stream.concat(settings.allowHeaders().stream(), forTokens).toList();
    }

    /** Returns whether a browser requests permission for a request. */
    static boolean isPreflight(HttpServerRequest request) {
        return request.method().equals(HttpMethod.OPTIONS)
                && request.headers().contains(HttpHeaders.ORIGIN)
                && request.headers().contains(HttpHeaders.ACCESS_CONTROL_REQUEST_METHOD);
    }

    void answerPreflight(HttpServerRequest request) {
        MultiMap headers = request.response().setStatusCode(204).headers();
        allowedOrigin(request).ifPresent(origin -> {
            headers.set(HttpHeaders.ACCESS_CONTROL_ALLOW_ORIGIN, origin);
            headers.set(HttpHeaders.ACCESS_CONTROL_ALLOW_METHODS, String.join(",", settings.allowMethods()));
            headers.set(HttpHeaders.ACCESS_CONTROL_ALLOW_HEADERS, String.join(",", allowHeaders));
            headers.set(HttpHeaders.ACCESS_CONTROL_MAX_AGE, Integer.toString(settings.maxAgeSeconds()));
        });
        Future<Void> unused = request.response().end();
    }

    /** Returns the answer with the CORS headers for the page that sent the request. */
    HttpAnswer withHeaders(HttpAnswer answer, HttpServerRequest request) {
        MultiMap headers = HttpHeaders.headers().addAll(answer.headers());
        HEADERS.forEach(headers::remove);
        allowedOrigin(request).ifPresent(origin -> {
            headers.set(HttpHeaders.ACCESS_CONTROL_ALLOW_ORIGIN, origin);
            headers.set(HttpHeaders.ACCESS_CONTROL_EXPOSE_HEADERS, String.join(",", settings.exposeHeaders()));
        });
        return new HttpAnswer(answer.status(), headers, answer.body());
    }

    /** Returns an answer of the cache, which pages of every origin share, with the CORS headers for all of them. */
    HttpAnswer withHeadersForAll(HttpAnswer answer) {
        MultiMap headers = HttpHeaders.headers().addAll(answer.headers());
        HEADERS.forEach(headers::remove);
        headers.set(HttpHeaders.ACCESS_CONTROL_ALLOW_ORIGIN, ANY);
        headers.set(HttpHeaders.ACCESS_CONTROL_EXPOSE_HEADERS, String.join(",", settings.exposeHeaders()));
        return new HttpAnswer(answer.status(), headers, answer.body());
    }

    /** Returns the value of {@code access-control-allow-origin}, empty if the request's origin is not allowed. */
    private Optional<String> allowedOrigin(HttpServerRequest request) {
        return Optional.ofNullable(request.getHeader(HttpHeaders.ORIGIN))
                .map(origin -> origins.contains(ANY) ? ANY : origin)
                .filter(origins::contains);
    }
}
