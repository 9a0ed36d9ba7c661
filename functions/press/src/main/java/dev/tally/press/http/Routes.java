package dev.tally.press.http;

import java.util.List;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** The methods of each path, which the HTTP layer does not report. A test compares them with the API document. */
public final class Routes {

    private record Route(Pattern path, List<String> methods) {}

    private static final List<Route> ROUTES = List.of(
            route("/press", "POST"),
            route("/health", "GET"),
            route("/v1/counters", "GET"),
            route("/v1/counters/[^/]+", "GET"),
            route("/v1/counters/[^/]+/clicks", "POST"),
            route("/v1/counters/[^/]+/history", "GET"),
            route("/v1/posts", "GET", "POST"),
            route("/v1/posts/[^/]+", "GET"),
            route("/v1/[^/]+/counter", "GET", "PUT"));

    private Routes() {}

    /** Returns the methods that a path allows, in alphabetical order. {@code GET} implies {@code HEAD}. */
    public static List<String> methods(String path) {
        // The router ignores repeated and trailing slashes.
        String plain = path.replaceAll("/+", "/").replaceAll("(?<=.)/$", "");
        TreeSet<String> methods = new TreeSet<>();
        // The first matching route wins, as in the router.
        ROUTES.stream()
                .filter(route -> route.path.matcher(plain).matches())
                .findFirst()
                .ifPresent(route -> methods.addAll(route.methods));
        if (methods.contains("GET")) {
            methods.add("HEAD");
        }
        return List.copyOf(methods);
    }

    private static Route route(String path, String... methods) {
        return new Route(Pattern.compile(path), List.of(methods));
    }
}
