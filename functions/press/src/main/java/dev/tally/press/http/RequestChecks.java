package dev.tally.press.http;

import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import dev.tally.press.http.Routes.Route;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.HttpHeaders;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * The answers that depend on the path, method, query and authorizer alone.
 *
 * <p>Quarkus' router maps repeated slashes and segments of dots to a resource. API Gateway may match such a path to
 * another route, which requires no token. So only a path exactly as in {@link Routes} exists, for reads as for writes.
 */
@Singleton
public class RequestChecks {

    private static final String OPTIONS = "OPTIONS";

    private final ProblemAnswers problems;
    private final AdminAccess adminAccess;

    RequestChecks(ProblemAnswers problems, AdminAccess adminAccess) {
        this.problems = problems;
        this.adminAccess = adminAccess;
    }

    /** Returns the answer to a request that no resource must receive, empty if a resource answers. */
    public Optional<APIGatewayV2HTTPResponse> answer(String method, APIGatewayV2HTTPEvent request) {
        String path = Objects.requireNonNullElse(request.getRawPath(), "");
        Optional<Route> route = EventUrl.isPlain(path) ? Routes.of(path) : Optional.empty();
        if (route.isEmpty()) {
            return Optional.of(problems.of(Problem.noSuchPath(path), new HashMap<>()));
        }
        String allow = route.get().allow();
        if (method.equals(OPTIONS)) {
            return Optional.of(options(allow));
        }
        if (!route.get().methods().contains(method)) {
            return Optional.of(problems.of(Problem.methodNotAllowed(path, allow), headers(allow)));
        }
        Optional<Problem> denied =
                route.get().isAdministration(method) ? adminAccess.problem(request) : Optional.empty();
        return denied.or(() -> Query.problem(request.getRawQueryString(), route.get()))
                .map(problem -> problems.of(problem, new HashMap<>()));
    }

    private static APIGatewayV2HTTPResponse options(String allow) {
        Map<String, String> headers = headers(allow);
        headers.put(HttpHeaders.CACHE_CONTROL, "no-store");
        return APIGatewayV2HTTPResponse.builder()
                .withStatusCode(200)
                .withHeaders(headers)
                .build();
    }

    private static Map<String, String> headers(String allow) {
        Map<String, String> headers = new HashMap<>();
        headers.put(HttpHeaders.ALLOW, allow);
        return headers;
    }
}
