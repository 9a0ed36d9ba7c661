package dev.tally.localstack.gateway;

import dev.tally.localstack.gateway.JwtAuthorizer.Authorization;
import dev.tally.localstack.lambda.Functions;
import dev.tally.localstack.lambda.InvocationResult;
import dev.tally.localstack.lambda.ThrottledException;
import dev.tally.localstack.spec.StackSpec;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/**
 * An HTTP API of API Gateway. Every {@link Route} invokes the same function.
 *
 * @see <a href="https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api.html">API Gateway HTTP APIs</a>
 */
public final class HttpApi implements Handler<HttpServerRequest> {

    private static final Logger LOG = Logger.getLogger(HttpApi.class);

    /** https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-quotas.html: payload size. */
    private static final int MAX_BODY_BYTES = 10 * 1024 * 1024;

    /** https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html: synchronous invocation payload. */
    private static final int MAX_EVENT_BYTES = 6 * 1024 * 1024;

    /** The same quotas: combined size of the request line and the header values, in bytes. */
    private static final int MAX_HEAD_BYTES = 10_240;

    private final Vertx vertx;
    private final Integration integration;
    private final Cors cors;
    private final Optional<JwtAuthorizer> tokens;
    private final List<Route.OwnRead> ownReads;
    private final InstantSource clock;
    private final RequestQuota quota;
    private final EdgeCache cache;

    public HttpApi(
            Vertx vertx, Functions functions, StackSpec.HttpApi settings, HttpAccess access, InstantSource clock) {
        this(vertx, functions, settings, access, clock, RequestQuota.NONE);
    }

    public HttpApi(
            Vertx vertx,
            Functions functions,
            StackSpec.HttpApi settings,
            HttpAccess access,
            InstantSource clock,
            RequestQuota quota) {
        this.quota = quota;
        this.vertx = vertx;
        this.integration =
                new Integration(vertx, functions, settings.function(), settings.integrationTimeoutMilliseconds());
        this.cors = new Cors(settings.cors(), access);
        this.ownReads = settings.ownReads().stream().map(Route.OwnRead::of).toList();
        this.tokens = access.writes().map(rule -> new JwtAuthorizer(vertx, rule, clock));
        this.clock = clock;
        this.cache = new EdgeCache(vertx, clock);
    }

    @Override
    public void handle(HttpServerRequest request) {
        Optional<EdgeCache.Key> key = EdgeCache.key(request);
        if (key.isPresent()) {
            String requestId = RequestIds.request();
            cache.answer(key.get(), request, () -> origin(request, requestId))
                    .onSuccess(answer -> send(cors.withHeadersForAll(answer), request, requestId));
        } else if (!quota.takeRequest()) {
            send(cors.withHeaders(GatewayFault.TOO_MANY_REQUESTS.answer(), request), request, RequestIds.request());
        } else if (Cors.isPreflight(request)) {
            cors.answerPreflight(request);
        } else {
            forward(request);
        }
    }

    /** Answers a request that reached no API, with the error of a status. */
    public static void reject(Vertx vertx, HttpServerRequest request, int status) {
        GatewayFault.of(status).answer().send(vertx, request);
    }

    private void forward(HttpServerRequest request) {
        String requestId = RequestIds.request();
        answer(request, () -> BodyReader.read(request, MAX_BODY_BYTES), requestId)
                .onSuccess(answer -> send(cors.withHeaders(answer, request), request, requestId));
    }

    /** Returns the answer for the cache, to a request without a body. Only such an answer counts against the quota. */
    private Future<HttpAnswer> origin(HttpServerRequest request, String requestId) {
        return quota.takeRequest()
                ? answer(request, () -> Future.succeededFuture(Buffer.buffer()), requestId)
                : Future.succeededFuture(GatewayFault.TOO_MANY_REQUESTS.answer());
    }

    /** Returns the answer to a request. Never fails. */
    private Future<HttpAnswer> answer(HttpServerRequest request, Supplier<Future<Buffer>> body, String requestId) {
        Optional<GatewayFault> mistake = mistake(request);
        if (mistake.isPresent()) {
            return Future.succeededFuture(mistake.get().answer());
        }
        return body.get()
                .compose(whole -> answer(request, whole, requestId))
                .otherwise(failure -> answerOf(failure, requestId));
    }

    private static Optional<GatewayFault> mistake(HttpServerRequest request) {
        if (RequestParts.lineSize(request) > MAX_HEAD_BYTES) {
            return Optional.of(GatewayFault.URI_TOO_LONG);
        } else if (RequestParts.headSize(request) > MAX_HEAD_BYTES) {
            return Optional.of(GatewayFault.HEADERS_TOO_LARGE);
        }
        boolean severalHosts = request.headers().getAll(HttpHeaders.HOST).size() > 1;
        return severalHosts ? Optional.of(GatewayFault.BAD_REQUEST) : Optional.empty();
    }

    private Future<HttpAnswer> answer(HttpServerRequest request, Buffer body, String requestId) {
        Route route = Route.of(request, ownReads);
        Future<Optional<Authorization>> authorization = route.needsToken() && tokens.isPresent()
                ? tokens.get().authorize(request).map(Optional::of)
                : Future.succeededFuture(Optional.empty());
        return authorization.compose(
                granted -> answer(HttpEvent.of(request, body, requestId, clock.instant(), route, granted), requestId));
    }

    private Future<HttpAnswer> answer(Buffer event, String requestId) {
        if (event.length() > MAX_EVENT_BYTES) {
            return Future.succeededFuture(GatewayFault.REQUEST_TOO_LARGE.answer());
        }
        return integration.invoke(event).map(result -> answerOf(result, requestId));
    }

    private HttpAnswer answerOf(InvocationResult result, String requestId) {
        if (result.functionError() != null) {
            LOG.warnf("http.function-failed requestId=%s error=%s", requestId, result.payload());
            return GatewayFault.INTERNAL_ERROR.answer();
        }
        try {
            return FunctionAnswer.parse(result.payload());
        } catch (IllegalArgumentException malformed) {
            LOG.warnf("http.answer-malformed requestId=%s reason=%s", requestId, malformed.getMessage());
            return GatewayFault.INTERNAL_ERROR.answer();
        }
    }

    private HttpAnswer answerOf(Throwable failure, String requestId) {
        if (failure instanceof JwtAuthorizer.NotAuthorizedException rejected) {
            LOG.debugf("http.rejected requestId=%s reason=%s", requestId, rejected.getMessage());
            return rejected.answer();
        }
        GatewayFault fault = faultOf(failure);
        LOG.warnf("http.failed requestId=%s fault=%s reason=%s", requestId, fault, failure);
        return fault.answer();
    }

    private static GatewayFault faultOf(Throwable failure) {
        if (failure instanceof BodyReader.TooLargeException) {
            return GatewayFault.REQUEST_TOO_LARGE;
        }
        if (failure instanceof ThrottledException || failure instanceof TimeoutException) {
            return GatewayFault.UNAVAILABLE;
        }
        return failure instanceof IllegalArgumentException ? GatewayFault.BAD_REQUEST : GatewayFault.INTERNAL_ERROR;
    }

    private void send(HttpAnswer answer, HttpServerRequest request, String requestId) {
        if (request.response().ended() || request.response().closed()) {
            return;
        }
        request.response()
                .putHeader("apigw-requestid", requestId)
                .putHeader(
                        HttpHeaders.DATE,
                        DateTimeFormatter.RFC_1123_DATE_TIME.format(
                                clock.instant().atZone(ZoneOffset.UTC)));
        answer.send(vertx, request);
    }
}
