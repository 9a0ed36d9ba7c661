package dev.tally.localstack.gateway;

import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.HostAndPort;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
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

    /**
     * Returns the path without its percent-encoding, although the event calls it {@code rawPath}. A path with a broken
     * escape stays as it is, so that the function rejects it with its reason.
     */
    static String path(HttpServerRequest request) {
        String path = request.path();
        return path.indexOf('%') < 0 ? path : decoded(path.replace("+", "%2B")).orElse(path);
    }

    private static Optional<String> decoded(String text) {
        try {
            return Optional.of(URLDecoder.decode(text, StandardCharsets.UTF_8));
        } catch (IllegalArgumentException brokenEscape) {
            return Optional.empty();
        }
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

    /** Returns the query's parameters. The values of a repeated one are joined with commas. */
    static Map<String, String> query(HttpServerRequest request) {
        Map<String, String> parameters = new LinkedHashMap<>();
        queryValues(request).forEach((name, values) -> parameters.put(name, String.join(",", values)));
        return parameters;
    }

    /** Returns the values of the query's parameters, by name with regard to case. A broken escape stays as it is. */
    static Map<String, List<String>> queryValues(HttpServerRequest request) {
        Map<String, List<String>> parameters = new LinkedHashMap<>();
        for (String parameter : Optional.ofNullable(request.query()).orElse("").split("&", -1)) {
            String[] parts = parameter.split("=", 2);
            if (!parameter.isEmpty()) {
                String value = parts.length > 1 ? parts[1] : "";
                parameters
                        .computeIfAbsent(decoded(parts[0]).orElse(parts[0]), name -> new ArrayList<>())
                        .add(decoded(value).orElse(value));
            }
        }
        return parameters;
    }

    /** Returns the size that API Gateway limits: the request line and the values of the headers. */
    static int headSize(HttpServerRequest request) {
        int values = request.headers().entries().stream()
                .mapToInt(header -> header.getValue().length())
                .sum();
        return lineSize(request) + values;
    }

    static int lineSize(HttpServerRequest request) {
        return (request.method() + " " + request.uri() + " HTTP/1.1").length();
    }

    static String domain(HttpServerRequest request) {
        HostAndPort authority = request.authority();
        return authority == null ? "localhost" : authority.host().toLowerCase(Locale.ROOT);
    }

    /** @throws IllegalArgumentException if the server does not know the version */
    static String protocol(HttpServerRequest request) {
        HttpVersion version = request.version();
        if (version == null) {
            throw new IllegalArgumentException("the version of HTTP is unknown");
        }
        return switch (version) {
            case HTTP_1_0 -> "HTTP/1.0";
            case HTTP_1_1 -> "HTTP/1.1";
            case HTTP_2 -> "HTTP/2.0";
        };
    }

    private static void add(Map<String, String> values, String name, String value) {
        values.merge(name, value, (before, next) -> before + "," + next);
    }
}
