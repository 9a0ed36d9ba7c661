package dev.tally.localstack.gateway;

import com.github.benmanes.caffeine.cache.AsyncCache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.tally.runtime.http.EntityTags;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The cache of a CloudFront distribution in front of the HTTP API, by the rules of infra/terraform/gateway. It keeps the
 * answers of two calls for one second, and the errors of these calls as long.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/RequestAndResponseBehaviorCustomOrigin.html">
 *     CloudFront: request and response behavior</a>
 */
final class EdgeCache {

    // A request with a query or a header of the key bypasses the cache. CloudFront keeps its answer under a separate
    // key.
    // Both ways no answer reaches a request that differs. Concurrent requests with one key wait for one answer. If that
    // must not be kept, each of them gets a separate one, as from CloudFront.

    /** The time for which an answer is kept. */
    static final Duration LIFETIME = Duration.ofSeconds(1);

    private static final Pattern PATHS = Pattern.compile("/v1/counters/[^/%]+(/badge\\.svg)?");

    /** The request headers in CloudFront's cache key. */
    private static final List<String> KEY_HEADERS = List.of("authorization", "prefer", "tally-voter");

    /** The conditions that the cache itself answers, and the range that press ignores. */
    private static final List<CharSequence> NOT_FORWARDED = List.of(
            HttpHeaders.IF_NONE_MATCH, HttpHeaders.IF_MODIFIED_SINCE, HttpHeaders.ORIGIN, HttpHeaders.COOKIE, "range");

    /** The headers about one client, which CloudFront removes from the answers of these calls. */
    private static final List<String> REMOVED = List.of("ratelimit", "ratelimit-policy", "set-cookie");

    private static final int MAX_ANSWERS = 10_000;
    private static final int OK = 200;
    private static final int NOT_MODIFIED = 304;
    private static final int SERVER_ERROR = 500;

    private final Vertx vertx;
    private final AsyncCache<Key, HttpAnswer> answers;

    EdgeCache(Vertx vertx, InstantSource clock) {
        this.vertx = vertx;
        this.answers = Caffeine.newBuilder()
                .expireAfterWrite(LIFETIME)
                .maximumSize(MAX_ANSWERS)
                .executor(Runnable::run)
                .ticker(() -> Duration.ofMillis(clock.millis()).toNanos())
                .buildAsync();
    }

    /** The parts of a request on which a kept answer may depend. */
    record Key(String path, String acceptEncoding) {}

    /** Returns the key of a request, empty if the request must bypass the cache. */
    static Optional<Key> key(HttpServerRequest request) {
        boolean isPlain = request.method().equals(HttpMethod.GET)
                && request.query() == null
                && PATHS.matcher(request.path()).matches()
                && KEY_HEADERS.stream().noneMatch(request.headers()::contains)
                && !request.headers().contains(HttpHeaders.IF_MATCH)
                && !hasBody(request);
        String encoding = request.getHeader(HttpHeaders.ACCEPT_ENCODING);
        return isPlain ? Optional.of(new Key(request.path(), encoding == null ? "" : encoding)) : Optional.empty();
    }

    /** Java's client sends a length of 0 with a GET. */
    private static boolean hasBody(HttpServerRequest request) {
        String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        return request.headers().contains(HttpHeaders.TRANSFER_ENCODING) || (length != null && !length.equals("0"));
    }

    /**
     * Returns the answer to a request, kept or fresh.
     *
     * @param origin the answer of the API; the request then has no header that the key lacks and an answer depends on
     */
    Future<HttpAnswer> answer(Key key, HttpServerRequest request, Supplier<Future<HttpAnswer>> origin) {
        String ifNoneMatch = request.getHeader(HttpHeaders.IF_NONE_MATCH);
        CompletableFuture<HttpAnswer> own = new CompletableFuture<>();
        CompletableFuture<HttpAnswer> shared = answers.get(key, (any, executor) -> own);
        Future<HttpAnswer> answer;
        if (shared == own) {
            NOT_FORWARDED.forEach(request.headers()::remove);
            answer = origin.get().map(EdgeCache::withoutClient).onSuccess(fresh -> {
                if (!isKept(fresh)) {
                    answers.asMap().remove(key, own);
                }
                own.complete(fresh);
            });
        } else {
            answer = Future.fromCompletionStage(shared, vertx.getOrCreateContext())
                    .compose(kept -> isKept(kept) ? Future.succeededFuture(kept) : origin.get());
        }
        return answer.map(fresh -> conditional(fresh, ifNoneMatch));
    }

    private static boolean isKept(HttpAnswer answer) {
        String rule = answer.headers().get(HttpHeaders.CACHE_CONTROL);
        return answer.status() >= SERVER_ERROR
                || (answer.status() == OK && rule != null && rule.startsWith("public, max-age="));
    }

    private static HttpAnswer withoutClient(HttpAnswer answer) {
        MultiMap headers = HttpHeaders.headers().addAll(answer.headers());
        REMOVED.forEach(headers::remove);
        return new HttpAnswer(answer.status(), headers, answer.body());
    }

    private static HttpAnswer conditional(HttpAnswer answer, @Nullable String ifNoneMatch) {
        String tag = answer.headers().get(HttpHeaders.ETAG);
        if (answer.status() != OK || ifNoneMatch == null || tag == null || !EntityTags.matches(ifNoneMatch, tag)) {
            return answer;
        }
        MultiMap headers = HttpHeaders.headers().addAll(answer.headers());
        headers.remove(HttpHeaders.CONTENT_TYPE).remove(HttpHeaders.CONTENT_ENCODING);
        return new HttpAnswer(NOT_MODIFIED, headers, Buffer.buffer());
    }
}
