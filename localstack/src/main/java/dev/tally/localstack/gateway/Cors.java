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
 * What lets pages of other origins call an HTTP API.
 *
 * <p>API Gateway answers preflight requests itself, and replaces what the integration says of origins.
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
        // As Terraform has it.
        Stream<String> forTokens = access.writes().stream().map(rule -> "authorization");
        this.allowHeaders =
                Stream.concat(settings.allowHeaders().stream(), forTokens).toList();
    }

    /** Whether a browser asks if it may send a request. */
    static boolean isPreflight(HttpServerRequest request) {
        return request.method().equals(HttpMethod.OPTIONS)
                && request.headers().contains(HttpHeaders.ORIGIN)
                && request.headers().contains(HttpHeaders.ACCESS_CONTROL_REQUEST_METHOD);
    }

    void answerPreflight(HttpServerRequest request) {
        MultiMap headers = request.response().setStatusCode(204).headers();
        allowed(request).ifPresent(origin -> {
            headers.set(HttpHeaders.ACCESS_CONTROL_ALLOW_ORIGIN, origin);
            headers.set(HttpHeaders.ACCESS_CONTROL_ALLOW_METHODS, String.join(",", settings.allowMethods()));
            headers.set(HttpHeaders.ACCESS_CONTROL_ALLOW_HEADERS, String.join(",", allowHeaders));
            headers.set(HttpHeaders.ACCESS_CONTROL_MAX_AGE, Integer.toString(settings.maxAgeSeconds()));
        });
        Future<Void> unused = request.response().end();
    }

    /** Says in an answer to a page of another origin what it may read of it. */
    HttpAnswer mark(HttpAnswer answer, HttpServerRequest request) {
        MultiMap headers = HttpHeaders.headers().addAll(answer.headers());
        HEADERS.forEach(headers::remove);
        allowed(request).ifPresent(origin -> {
            headers.set(HttpHeaders.ACCESS_CONTROL_ALLOW_ORIGIN, origin);
            headers.set(HttpHeaders.ACCESS_CONTROL_EXPOSE_HEADERS, String.join(",", settings.exposeHeaders()));
        });
        return new HttpAnswer(answer.status(), headers, answer.body());
    }

    /** What a request of another origin is told that is allowed, nothing if it is not. */
    private Optional<String> allowed(HttpServerRequest request) {
        return Optional.ofNullable(request.getHeader(HttpHeaders.ORIGIN))
                .map(origin -> origins.contains(ANY) ? ANY : origin)
                .filter(origins::contains);
    }
}
