package dev.tally.press.http;

import dev.tally.counter.StoreUnavailableException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
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
                        + " s. A click by POST without Idempotency-Key is still accepted"));
    }

    @ServerExceptionMapper
    Response other(WebApplicationException rejected) {
        int status = rejected.getResponse().getStatus();
        if (status >= 500) {
            return unexpected(rejected);
        }
        LOG.debugf("request.malformed status=%s reason=\"%s\"", status, rejected.getMessage());
        return answer(Problem.malformed(status));
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
}
