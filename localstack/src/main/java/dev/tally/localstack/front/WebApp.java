package dev.tally.localstack.front;

import dev.tally.localstack.front.WebFiles.WebFile;
import dev.tally.runtime.http.EntityTags;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.net.HostAndPort;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The server of the web app, in place of CloudFront on AWS. Requests for other paths go to the HTTP API.
 *
 * <p>This class compresses the files. Compression by the HTTP server would also change the HTTP API's answers, which
 * API Gateway never compresses.
 */
@ApplicationScoped
public class WebApp {

    private static final int BEFORE_THE_HTTP_API = Integer.MAX_VALUE - 2;
    private static final int OK = 200;
    private static final int NOT_MODIFIED = 304;
    private static final int NOT_FOUND = 404;

    /** The paths of the APIs. On AWS, they have another host than the page. */
    private static final Pattern API = Pattern.compile("/(v1(/.*)?|press|health|ws)");

    private static final String LEFT_OUT =
            """
            Tally runs without its web page, because the build found no Node.js 20 or newer.
            Install Node.js from https://nodejs.org, stop the stack, and run: make clean run
            The HTTP API is available: curl -XPOST http://%s/press
            """;

    private final AtomicReference<@Nullable WebFiles> files = new AtomicReference<>();

    public void route(@Observes Router router) {
        router.route()
                .order(BEFORE_THE_HTTP_API)
                .method(HttpMethod.GET)
                .method(HttpMethod.HEAD)
                .handler(this::handle);
    }

    /** Starts to serve files. Before this call, all requests go to the HTTP API. */
    public void open(WebFiles opened) {
        files.set(opened);
    }

    private void handle(RoutingContext context) {
        WebFiles opened = files.get();
        WebFile file = opened == null ? null : opened.at(context.request().path());
        WebFile notFound = opened == null ? null : opened.notFound();
        if (file != null) {
            send(context.request(), OK, file);
        } else if (notFound != null && isUnknownPage(context.request())) {
            send(context.request(), NOT_FOUND, notFound);
        } else if (opened != null && context.request().path().equals("/")) {
            sendLeftOut(context.request());
        } else {
            context.next();
        }
    }

    /** Returns whether a person opens a path that neither the page nor an API has. Programs do not accept HTML. */
    private static boolean isUnknownPage(HttpServerRequest request) {
        String accepted = request.getHeader(HttpHeaders.ACCEPT);
        return accepted != null
                && accepted.contains("text/html")
                && !API.matcher(request.path()).matches();
    }

    private static void send(HttpServerRequest request, int status, WebFile file) {
        HttpServerResponse response = request.response();
        String apis = "ws://" + hostOf(request);
        file.headers().forEach((name, value) -> response.putHeader(name, value.replace("{apis}", apis)));
        response.putHeader(HttpHeaders.CACHE_CONTROL, file.cacheControl())
                .putHeader(HttpHeaders.ETAG, file.etag())
                .putHeader(HttpHeaders.VARY, HttpHeaders.ACCEPT_ENCODING);
        List<String> known = request.headers().getAll(HttpHeaders.IF_NONE_MATCH);
        if (status == OK && EntityTags.matches(String.join(",", known), file.etag())) {
            response.setStatusCode(NOT_MODIFIED).end();
            return;
        }
        response.setStatusCode(status).putHeader(HttpHeaders.CONTENT_TYPE, file.contentType());
        String accepted = request.getHeader(HttpHeaders.ACCEPT_ENCODING);
        boolean compressed = accepted != null && accepted.contains("gzip");
        if (compressed) {
            response.putHeader(HttpHeaders.CONTENT_ENCODING, "gzip");
        }
        Buffer body = compressed ? file.compressed() : file.plain();
        if (request.method().equals(HttpMethod.HEAD)) {
            // Over HTTP/2, Vert.x would send the body in spite of HEAD.
            response.putHeader(HttpHeaders.CONTENT_LENGTH, String.valueOf(body.length()))
                    .end();
        } else {
            response.end(body);
        }
    }

    private static void sendLeftOut(HttpServerRequest request) {
        request.response()
                .putHeader(HttpHeaders.CONTENT_TYPE, "text/plain; charset=utf-8")
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
                .end(LEFT_OUT.formatted(hostOf(request)));
    }

    private static String hostOf(HttpServerRequest request) {
        HostAndPort authority = request.authority();
        return authority == null ? "localhost" : authority.toString();
    }
}
