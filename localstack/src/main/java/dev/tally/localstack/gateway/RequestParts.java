package dev.tally.localstack.gateway;

import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.HostAndPort;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** The parts of a request in the format of API Gateway. */
final class RequestParts {

    /** Headers that the gateway does not forward: those of one connection, and cookies, which have their own field. */
    private static final Set<String> NOT_FORWARDED = Set.of(
            "connection",
            "cookie",
            "expect",
            "keep-alive",
            "proxy-connection",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade");

    private RequestParts() {}

    /** Returns the path without its percent-encoding, although the event calls it {@code rawPath}. */
    static String path(HttpServerRequest request) {
        String path = request.path();
        return path.indexOf('%') < 0 ? path : URLDecoder.decode(path.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    static List<String> cookies(HttpServerRequest request) {
        List<String> cookies = new ArrayList<>();
        for (String header : request.headers().getAll("cookie")) {
            for (String cookie : header.split(";", -1)) {
                if (!cookie.isBlank()) {
                    cookies.add(cookie.strip());
                }
            }
        }
        return cookies;
    }

    static Map<String, String> headers(HttpServerRequest request, Instant now) {
        Map<String, String> headers = new LinkedHashMap<>();
        request.headers().forEach(header -> add(headers, header.getKey().toLowerCase(Locale.ROOT), header.getValue()));
        headers.keySet().removeAll(NOT_FORWARDED);
        headers.merge(
                "x-forwarded-for", request.remoteAddress().hostAddress(), (before, nearest) -> before + ", " + nearest);
        headers.put("x-forwarded-port", Integer.toString(request.localAddress().port()));
        headers.put("x-forwarded-proto", request.isSSL() ? "https" : "http");
        headers.computeIfAbsent("x-amzn-trace-id", name -> RequestIds.trace(now));
        return headers;
    }

    static Map<String, String> query(HttpServerRequest request) {
        Map<String, String> parameters = new LinkedHashMap<>();
        request.params().forEach(parameter -> add(parameters, parameter.getKey(), parameter.getValue()));
        return parameters;
    }

    static String domain(HttpServerRequest request) {
        HostAndPort authority = request.authority();
        return authority == null ? "localhost" : authority.host().toLowerCase(Locale.ROOT);
    }

    static String protocol(HttpServerRequest request) {
        return switch (request.version()) {
            case HTTP_1_0 -> "HTTP/1.0";
            case HTTP_1_1 -> "HTTP/1.1";
            case HTTP_2 -> "HTTP/2.0";
        };
    }

    private static void add(Map<String, String> values, String name, String value) {
        values.merge(name, value, (before, next) -> before + "," + next);
    }
}
