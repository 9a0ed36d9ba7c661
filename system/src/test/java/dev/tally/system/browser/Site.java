package dev.tally.system.browser;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** A website of another origin than the stack. Chromium forbids pages of the internet to call a local stack. */
final class Site implements AutoCloseable {

    private final HttpServer server;

    private Site(HttpServer server) {
        this.server = server;
    }

    /**
     * A file of the site.
     *
     * @param policy its content security policy, empty for none
     */
    record Answer(String type, String policy, String body) {

        Answer(String type, String body) {
            this(type, "", body);
        }
    }

    /** The files of a site. */
    interface Content {

        /** Returns the file at a path, which starts with a slash; null if there is none. */
        @Nullable
        Answer at(String path) throws IOException;
    }

    static Site open(Content content) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            try (exchange) {
                answer(exchange, content.at(exchange.getRequestURI().getPath()));
            }
        });
        server.start();
        return new Site(server);
    }

    private static void answer(HttpExchange exchange, @Nullable Answer answer) throws IOException {
        if (answer == null) {
            exchange.sendResponseHeaders(404, -1);
            return;
        }
        byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().add("Content-Type", answer.type());
        exchange.getResponseHeaders().add("Content-Security-Policy", answer.policy());
        exchange.sendResponseHeaders(200, body.length);
        exchange.getResponseBody().write(body);
    }

    String url(String path) {
        return "http://127.0.0.1:" + server.getAddress().getPort() + path;
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
