package dev.tally.press;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent.RequestContext;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import com.github.benmanes.caffeine.cache.Ticker;
import dev.tally.press.http.Compression;
import dev.tally.press.http.EventUrl;
import dev.tally.press.http.IdempotencyKeys;
import dev.tally.press.http.Preconditions;
import dev.tally.press.http.Problem;
import dev.tally.press.http.ProblemAnswers;
import dev.tally.press.http.RateLimitFields;
import dev.tally.press.http.RequestChecks;
import dev.tally.press.http.RequestDeadline;
import dev.tally.press.http.RequestLimit;
import dev.tally.press.http.RequestLimits;
import dev.tally.press.http.ViewerAddress;
import dev.tally.press.http.VoterHeader;
import dev.tally.runtime.limit.Verdict;
import dev.tally.runtime.metrics.Metrics;
import dev.tally.runtime.trace.InvocationTrace;
import dev.tally.runtime.trace.TraceContext;
import io.quarkus.amazon.lambda.http.LambdaHttpHandler;
import io.quarkus.arc.Unremovable;
import jakarta.annotation.Priority;
import jakarta.enterprise.inject.Alternative;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.HttpHeaders;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The handler of press. It rejects the requests of a client over its limit before any other work.
 *
 * <p>The handler is unremovable because no bean injects it. Quarkus looks handlers up by the class {@code
 * LambdaHttpHandler}, and would otherwise leave this bean out of the package.
 */
@Unremovable
@Alternative
@Priority(1)
@Singleton
public class PressHandler extends LambdaHttpHandler {

    private static final Logger LOG = Logger.getLogger(PressHandler.class);
    private static final String HEAD = "HEAD";
    private static final Set<String> WRITES = Set.of("POST", "PUT", "DELETE");
    private static final Set<String> BODY_HEADERS = Set.of("content-type", "content-encoding");
    private static final int BAD_REQUEST = 400;

    private final ProblemAnswers problems;
    private final RequestChecks checks;
    private final Preconditions preconditions;
    private final RequestLimits limits;
    private final ViewerAddress viewerAddress;
    private final Metrics metrics;
    private final Ticker ticker;

    PressHandler(
            ProblemAnswers problems,
            RequestChecks checks,
            Preconditions preconditions,
            RequestLimits limits,
            ViewerAddress viewerAddress,
            Metrics metrics,
            Ticker ticker) {
        this.problems = problems;
        this.checks = checks;
        this.preconditions = preconditions;
        this.limits = limits;
        this.viewerAddress = viewerAddress;
        this.metrics = metrics;
        this.ticker = ticker;
    }

    @Override
    public APIGatewayV2HTTPResponse handleRequest(@Nullable APIGatewayV2HTTPEvent request, Context context) {
        if (request == null) {
            throw new IllegalArgumentException(
                    "the event is null: invoke press with an event of an HTTP API, payload format 2.0");
        }
        try {
            return answer(request, context);
        } finally {
            metrics.flush();
        }
    }

    private APIGatewayV2HTTPResponse answer(APIGatewayV2HTTPEvent request, Context context) {
        String method = method(request);
        if (method.equals(HEAD)) {
            // Answered as a GET, so that its headers are the same.
            request.getRequestContext().getHttp().setMethod("GET");
        }
        Map<String, String> headers = caseInsensitive(request.getHeaders());
        request.setHeaders(headers);
        viewerAddress.resolve(request);
        VoterHeader.resolve(request);
        APIGatewayV2HTTPResponse answer = limited(request, context, WRITES.contains(method));
        Compression.apply(headers, answer);
        if (method.equals(HEAD)) {
            answer.setBody(null);
            answer.setIsBase64Encoded(false);
            answer.getHeaders().keySet().removeIf(name -> name.equalsIgnoreCase(HttpHeaders.CONTENT_LENGTH));
        }
        return answer;
    }

    private APIGatewayV2HTTPResponse limited(APIGatewayV2HTTPEvent request, Context context, boolean isWrite) {
        RequestLimit limit = isWrite ? limits.writes() : limits.reads();
        Optional<Verdict> verdict = limit.take(request);
        if (verdict.isPresent() && !verdict.get().granted()) {
            return tooMany(limit, verdict.get());
        }
        Optional<Verdict> newVoter = isWrite ? limits.voters().rejection(request) : Optional.empty();
        if (newVoter.isPresent()) {
            return tooMany(limits.voters().limit(), newVoter.get());
        }
        APIGatewayV2HTTPResponse answer = isWrite ? write(request, context) : read(request, context);
        if (verdict.isPresent() && answer.getStatusCode() < BAD_REQUEST) {
            RateLimitFields.put(answer.getHeaders(), limit, verdict.get());
        }
        return answer;
    }

    private APIGatewayV2HTTPResponse write(APIGatewayV2HTTPEvent request, Context context) {
        Map<String, String> headers = request.getHeaders();
        // The trace that Lambda records replaces the one of the caller or API Gateway.
        headers.put(TraceContext.HEADER, InvocationTrace.header(context));
        Optional<Problem> severalKeys = IdempotencyKeys.problemIfSeveral(headers.get(IdempotencyKeys.HEADER));
        if (severalKeys.isPresent()) {
            return problems.of(severalKeys.get(), new HashMap<>());
        }
        return route(request, context);
    }

    private APIGatewayV2HTTPResponse read(APIGatewayV2HTTPEvent request, Context context) {
        Map<String, String> headers = request.getHeaders();
        APIGatewayV2HTTPResponse answer = route(request, context);
        Compression.announce(answer);
        return preconditions.apply(headers, answer);
    }

    /** Calls the resource that Quarkus finds for the request. */
    private APIGatewayV2HTTPResponse route(APIGatewayV2HTTPEvent request, Context context) {
        Optional<APIGatewayV2HTTPResponse> early = checks.answer(method(request), request);
        if (early.isPresent()) {
            return early.get();
        }
        EventUrl.normalize(request);
        request.getHeaders().put(RequestDeadline.HEADER, RequestDeadline.of(context, ticker));
        dropBodyHeaders(request);
        APIGatewayV2HTTPResponse answer = super.handleRequest(request, context);
        problems.describeRejected(answer);
        return answer;
    }

    private static Map<String, String> caseInsensitive(@Nullable Map<String, String> headers) {
        Map<String, String> copy = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        copy.putAll(Objects.requireNonNullElse(headers, Map.of()));
        return copy;
    }

    /** Removes the headers of a body from a request without one, because they describe nothing. */
    private static void dropBodyHeaders(APIGatewayV2HTTPEvent request) {
        boolean hasBody = request.getBody() != null && !request.getBody().isEmpty();
        if (!hasBody) {
            request.getHeaders().keySet().removeIf(name -> BODY_HEADERS.contains(name.toLowerCase(Locale.ROOT)));
        }
    }

    /** Returns the method, empty if the event has none. */
    private static String method(APIGatewayV2HTTPEvent request) {
        return Optional.ofNullable(request.getRequestContext())
                .map(RequestContext::getHttp)
                .map(RequestContext.Http::getMethod)
                .orElse("");
    }

    private APIGatewayV2HTTPResponse tooMany(RequestLimit limit, Verdict verdict) {
        LOG.debugf("request.limited kind=%s retryAfter=%s", limit.kind(), verdict.retryAfter());
        metrics.record(limit.kind().metric(), 1);
        Map<String, String> headers = new HashMap<>();
        RateLimitFields.put(headers, limit, verdict);
        return problems.of(limit.problem(verdict), headers);
    }
}
