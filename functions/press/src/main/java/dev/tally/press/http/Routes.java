package dev.tally.press.http;

import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** The routes of the API, which the HTTP layer does not report. A test compares them with the API document. */
public final class Routes {

    /**
     * A path of the API.
     *
     * @param methods in alphabetical order
     * @param parameters the query parameters, each sent at most once
     * @param lists the query parameters that may be repeated
     * @param administration the methods that need the right to administer
     */
    public record Route(
            Pattern path,
            List<String> methods,
            List<String> parameters,
            List<String> lists,
            List<String> administration) {

        Route with(String... singleParameters) {
            return new Route(path, methods, List.of(singleParameters), lists, administration);
        }

        Route withList(String list) {
            return new Route(path, methods, parameters, List.of(list), administration);
        }

        Route withAdministration(String method) {
            return new Route(path, methods, parameters, lists, List.of(method));
        }

        boolean isAdministration(String method) {
            return administration.contains(method);
        }

        /** Returns the methods as the value of {@code Allow}. */
        public String allow() {
            return String.join(", ", methods);
        }
    }

    private static final List<Route> ROUTES = List.of(
            route("/press", "POST"),
            route("/health", "GET"),
            route("/v1/counters", "GET").withList("ids"),
            route("/v1/counters/[^/]+", "GET").with("after"),
            route("/v1/counters/[^/]+/adjustments", "POST").withAdministration("POST"),
            route("/v1/counters/[^/]+/badge\\.svg", "GET").with("label"),
            route("/v1/counters/[^/]+/clicks", "POST"),
            route("/v1/counters/[^/]+/reset", "POST").withAdministration("POST"),
            route("/v1/counters/[^/]+/history", "GET").with("from", "resolution", "to"),
            route("/v1/counters/[^/]+/vote", "DELETE", "GET", "PUT"),
            route("/v1/votes", "GET").withList("ids"),
            route("/v1/posts", "GET", "POST").with("cursor", "limit"),
            route("/v1/posts/[^/]+", "DELETE", "GET").withAdministration("DELETE"),
            route("/v1/[^/]+/counter", "GET", "PUT"));

    private Routes() {}

    /** Returns the route of a path, empty if no route matches the path as it is written. */
    public static Optional<Route> of(String path) {
        // The first matching route wins, as in the router.
        return ROUTES.stream()
                .filter(route -> route.path().matcher(path).matches())
                .findFirst();
    }

    private static Route route(String path, String... resourceMethods) {
        TreeSet<String> methods = new TreeSet<>(List.of(resourceMethods));
        methods.add("OPTIONS");
        if (methods.contains("GET")) {
            methods.add("HEAD");
        }
        return new Route(Pattern.compile(path), List.copyOf(methods), List.of(), List.of(), List.of());
    }
}
