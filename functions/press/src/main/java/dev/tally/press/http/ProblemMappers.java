package dev.tally.press.http;

import dev.tally.counter.StoreUnavailableException;
import jakarta.ws.rs.NotAllowedException;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** The mapping of exceptions to problems. */
class ProblemMappers {

    private static final Logger LOG = Logger.getLogger(ProblemMappers.class);

    /** In seconds. Long enough for a passing fault, and short compared with the retry window. */
    private static final int RETRY_AFTER = 2;

    private static final int UNAVAILABLE = 503;

    @ServerExceptionMapper
    Response rejected(ProblemException rejected) {
        Problem problem = rejected.problem();
        LOG.debugf("request.rejected type=%s field=%s", problem.type(), problem.field());
        return answer(problem);
    }

    @ServerExceptionMapper
    Response tableUnavailable(StoreUnavailableException failed) {
        LOG.errorf("table.unavailable reason=\"%s\"", failed.getMessage());
        return answer(Problem.of(
                ProblemType.TABLE_UNAVAILABLE,
                "the table cannot be read, and this request queued nothing: retry in " + RETRY_AFTER
                        + " s. Clicks by POST are still accepted"));
    }

    @ServerExceptionMapper
    Response notFound(NotFoundException noRoute, UriInfo uri) {
        return answer(Problem.noSuchPath(path(uri)));
    }

    @ServerExceptionMapper
    Response notAllowed(NotAllowedException wrongMethod, UriInfo uri) {
        String allowed = String.join(", ", Routes.methods(path(uri)));
        Problem problem = Problem.of(ProblemType.METHOD_NOT_ALLOWED, Problem.shorten(path(uri)) + " allows " + allowed);
        return Response.fromResponse(answer(problem))
                .header(HttpHeaders.ALLOW, allowed)
                .build();
    }

    @ServerExceptionMapper
    Response other(WebApplicationException rejected) {
        int status = rejected.getResponse().getStatus();
        if (status >= 500) {
            return unexpected(rejected);
        }
        return answer(new Problem(
                ProblemType.INVALID_REQUEST.uri(),
                ProblemType.INVALID_REQUEST.title(),
                status,
                String.valueOf(rejected.getMessage()),
                null,
                null));
    }

    @ServerExceptionMapper
    Response unexpected(Throwable bug) {
        LOG.error("request.failed", bug);
        return answer(Problem.of(
                ProblemType.INTERNAL_ERROR,
                "the server failed, and logged the failure: retry, and report the failure if it stays"));
    }

    static Response answer(Problem problem) {
        Response.ResponseBuilder answer =
                Response.status(problem.status()).type(Problem.MEDIA_TYPE).entity(problem);
        if (problem.status() == UNAVAILABLE) {
            answer.header(HttpHeaders.RETRY_AFTER, RETRY_AFTER);
        }
        return answer.header(HttpHeaders.CACHE_CONTROL, "no-store").build();
    }

    private static String path(UriInfo uri) {
        String path = uri.getPath();
        return path.startsWith("/") ? path : "/" + path;
    }
}
