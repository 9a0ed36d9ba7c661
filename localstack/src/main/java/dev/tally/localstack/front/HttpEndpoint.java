package dev.tally.localstack.front;

import dev.tally.localstack.gateway.HttpApi;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** The stack's HTTP API on Quarkus' HTTP server. */
@ApplicationScoped
public class HttpEndpoint {

    private static final int UPGRADE_REQUIRED = 426;
    private static final int SERVICE_UNAVAILABLE = 503;
    private static final List<Integer> REJECTIONS = List.of(400, 404, 413, 414, 431);

    private final AtomicReference<@Nullable HttpApi> api = new AtomicReference<>();

    void route(@Observes Router router) {
        // After the route of Quarkus that upgrades to WebSockets.
        router.route(WebSocketEndpoint.PATH)
                .order(Integer.MAX_VALUE - 1)
                .handler(context -> requireUpgrade(context.request()));
        router.route().last().handler(context -> handle(context.request()));
        router.route().order(Integer.MIN_VALUE).failureHandler(HttpEndpoint::reject);
        REJECTIONS.forEach(status ->
                router.errorHandler(status, context -> HttpApi.reject(context.vertx(), context.request(), status)));
    }

    /**
     * Answers a request that the router rejects, such as one without a {@code Host} or with a broken escape in its path.
     * The router requires an answer at once.
     */
    private static void reject(RoutingContext context) {
        if (REJECTIONS.contains(context.statusCode())) {
            HttpApi.reject(context.vertx(), context.request(), context.statusCode());
        } else {
            context.next();
        }
    }

    /** Starts to serve the API. Before this call, every request is answered with 503. */
    public void open(HttpApi opened) {
        api.set(opened);
    }

    /** Answers every further request with 503. */
    public void close() {
        api.set(null);
    }

    private static void requireUpgrade(HttpServerRequest request) {
        HttpServerResponse response =
                request.response().setStatusCode(UPGRADE_REQUIRED).putHeader("Content-Type", "application/json");
        // HTTP/2 forbids both headers: https://www.rfc-editor.org/rfc/rfc9113#section-8.2.2
        if (request.version() != HttpVersion.HTTP_2) {
            response.putHeader("Connection", "Upgrade").putHeader("Upgrade", "websocket");
        }
        response.end("{\"message\":\"Only WebSockets are served here\"}");
    }

    private void handle(HttpServerRequest request) {
        HttpApi opened = api.get();
        if (opened == null) {
            request.response()
                    .setStatusCode(SERVICE_UNAVAILABLE)
                    .putHeader("Content-Type", "application/json")
                    .putHeader("Retry-After", "1")
                    .end("{\"message\":\"The stack is starting or stopping\"}");
        } else {
            opened.handle(request);
        }
    }
}
