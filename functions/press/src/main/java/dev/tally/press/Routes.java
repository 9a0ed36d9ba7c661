package dev.tally.press;

import java.util.List;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** Which methods a path allows, which the HTTP layer does not tell; a test holds it against the API document. */
final class Routes {

    private record Route(Pattern path, List<String> methods) {}

    private static final List<Route> ROUTES = List.of(
            route("/press", "POST"),
            route("/health", "GET"),
            route("/v1/counters", "GET"),
            route("/v1/counters/[^/]+", "GET"),
            route("/v1/counters/[^/]+/clicks", "POST"),
            route("/v1/[^/]+/counter", "GET", "PUT"),
            route("/v1/posts", "GET", "POST"),
            route("/v1/posts/[^/]+", "GET"));

    private Routes() {}

    /** The methods that a path allows, in alphabetical order; {@code HEAD} goes where {@code GET} goes. */
    static List<String> methods(String path) {
        TreeSet<String> methods = new TreeSet<>();
        ROUTES.stream()
                .filter(route -> route.path.matcher(path).matches())
                .forEach(route -> methods.addAll(route.methods));
        if (methods.contains("GET")) {
            methods.add("HEAD");
        }
        return List.copyOf(methods);
    }

    private static Route route(String path, String... methods) {
        return new Route(Pattern.compile(path), List.of(methods));
    }
}
