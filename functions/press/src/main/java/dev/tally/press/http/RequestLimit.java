package dev.tally.press.http;

import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent.RequestContext;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent.RequestContext.Authorizer;
import com.github.benmanes.caffeine.cache.Ticker;
import dev.tally.runtime.limit.ClientKey;
import dev.tally.runtime.limit.ClientLimits;
import dev.tally.runtime.limit.Rate;
import dev.tally.runtime.limit.Verdict;
import dev.tally.runtime.metrics.Metric;
import java.util.Locale;
import java.util.Optional;

/** The limit on one kind of requests per client in this environment. */
public class RequestLimit {

    /** A kind of requests. Each client has a separate limit for each. */
    public enum Kind {
        WRITES(
                ProblemType.TOO_MANY_WRITES,
                Metric.WRITES_REJECTED,
                "one client may press and post %d times a second, and %d times at once after a rest; this write was not"
                        + " counted: retry in %d s"),
        READS(
                ProblemType.TOO_MANY_READS,
                Metric.READS_REJECTED,
                "one client may read %d times a second, and %d times at once after a rest: retry in %d s. A WebSocket"
                        + " receives each change without reading"),
        VOTERS(
                ProblemType.TOO_MANY_VOTERS,
                Metric.WRITES_REJECTED,
                "one client may vote as %d new voters a second, and as %d at once after a rest; this vote was not"
                        + " counted: retry in %d s, or vote as an earlier voter");

        private final ProblemType problem;
        private final Metric metric;
        private final String detail;

        Kind(ProblemType problem, Metric metric, String detail) {
            this.problem = problem;
            this.metric = metric;
            this.detail = detail;
        }

        /** Returns the metric of rejected requests. */
        public Metric metric() {
            return metric;
        }

        /** Returns the common start of the names of both settings. */
        String setting() {
            return "TALLY_" + name();
        }

        /** Returns the name of the limit in {@link RateLimitFields}. */
        String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private final Kind kind;
    private final Rate rate;
    private final ClientLimits clients;

    /**
     * @param perSecond the requests per second of one client, 0 for no limit
     * @param burst the requests of one client at once, after a rest
     * @param trackedClients the maximum number of clients tracked at once
     */
    public RequestLimit(Kind kind, int perSecond, int burst, int trackedClients, Ticker ticker) {
        this.kind = kind;
        this.rate = Rate.of(kind.setting(), perSecond, burst);
        this.clients = new ClientLimits(rate, trackedClients, ticker::read);
    }

    public Kind kind() {
        return kind;
    }

    public Rate rate() {
        return rate;
    }

    /** Consumes one request of the event's client, and returns the verdict; empty if there is no limit. */
    public Optional<Verdict> take(APIGatewayV2HTTPEvent event) {
        return rate.isLimit() ? Optional.of(clients.take(clientOf(event))) : Optional.empty();
    }

    /** Returns the problem of a request that the limit rejects. */
    public Problem problem(Verdict rejection) {
        long seconds = RateLimitFields.seconds(rejection.retryAfter());
        return Problem.of(kind.problem, kind.detail.formatted(rate.perSecond(), rate.burst(), seconds));
    }

    /** Resets the limit. */
    void forget() {
        clients.reset();
    }

    static String clientOf(APIGatewayV2HTTPEvent event) {
        Optional<RequestContext> context = Optional.ofNullable(event.getRequestContext());
        return ClientKey.of(
                context.map(RequestContext::getAuthorizer)
                        .map(Authorizer::getJwt)
                        .map(Authorizer.JWT::getClaims)
                        .map(claims -> claims.get("sub")),
                context.map(RequestContext::getHttp).map(RequestContext.Http::getSourceIp));
    }
}
