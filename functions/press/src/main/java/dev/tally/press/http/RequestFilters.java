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
    private static final String IDENTITY = "identity";

    /** Rejects a malformed media type, because the HTTP layer would reject it without a reason. */
    @ServerRequestFilter(preMatching = true)
    @Nullable
    Response mediaType(ContainerRequestContext request) {
        String type = request.getHeaderString(HttpHeaders.CONTENT_TYPE);
        if (!hasBody(request) || type == null || type.matches("[^/\\s;]+/[^/\\s;]+\\s*(;.*)?")) {
            return null;
        }
        return ProblemMappers.answer(RequestBody.notJson(type));
    }

    /** Rejects a compressed body, because its text would look like broken JSON. */
    @ServerRequestFilter(preMatching = true)
    @Nullable
    Response contentEncoding(ContainerRequestContext request) {
        String coding = request.getHeaderString(HttpHeaders.CONTENT_ENCODING);
        if (!hasBody(request) || coding == null || coding.strip().equalsIgnoreCase(IDENTITY)) {
            return null;
        }
        Problem problem = Problem.ofField(
                ProblemType.UNSUPPORTED_MEDIA_TYPE,
                HttpHeaders.CONTENT_ENCODING,
                "Content-Encoding must be absent, not " + coding + ": send the body as plain JSON");
        return Response.fromResponse(ProblemMappers.answer(problem))
                .header(HttpHeaders.ACCEPT_ENCODING, IDENTITY)
                .build();
    }

    /** Rejects a false condition of a write to a path without a representation. */
    @ServerRequestFilter(preMatching = true)
    @Nullable
    Response conditions(ContainerRequestContext request) {
        if (!request.getMethod().equals("POST")) {
            return null;
        }
        return Preconditions.problemOfWrite(request.getHeaderString(HttpHeaders.IF_MATCH))
                .map(ProblemMappers::answer)
                .orElse(null);
    }

    private static boolean hasBody(ContainerRequestContext request) {
        return BODY_METHODS.contains(request.getMethod());
    }
}
