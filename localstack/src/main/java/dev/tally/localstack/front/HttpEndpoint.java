package dev.tally.localstack.front;

import dev.tally.localstack.gateway.HttpApi;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.Router;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** The stack's HTTP API on Quarkus' HTTP server. */
@ApplicationScoped
public class HttpEndpoint {

    private static final int UPGRADE_REQUIRED = 426;
    private static final int SERVICE_UNAVAILABLE = 503;

    private final AtomicReference<@Nullable HttpApi> api = new AtomicReference<>();

    void route(@Observes Router router) {
        // After the route of Quarkus that upgrades to WebSockets.
        router.route(WebSocketEndpoint.PATH)
                .order(Integer.MAX_VALUE - 1)
                .handler(context -> requireUpgrade(context.request()));
        router.route().last().handler(context -> handle(context.request()));
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
