package dev.tally.press.http;

import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.util.Set;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;
import org.jspecify.annotations.Nullable;

/** The checks before a request reaches its resource. */
class RequestFilters {

    private static final Set<String> BODY_METHODS = Set.of("POST", "PUT");

    /** Rejects a malformed media type, because the HTTP layer would reject it without a reason. */
    @ServerRequestFilter(preMatching = true)
    @Nullable
    Response mediaType(ContainerRequestContext request) {
        String type = request.getHeaderString(HttpHeaders.CONTENT_TYPE);
        boolean hasBody = BODY_METHODS.contains(request.getMethod());
        if (!hasBody || type == null || type.matches("[^/\\s;]+/[^/\\s;]+\\s*(;.*)?")) {
            return null;
        }
        return ProblemMappers.answer(RequestBody.notJson(type));
    }
}
