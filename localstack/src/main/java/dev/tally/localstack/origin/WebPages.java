package dev.tally.localstack.origin;

import io.vertx.core.Future;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.HostAndPort;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The rejection of requests that a web page made through a browser on this machine. Any page can send simple requests to
 * localhost. It can read the answers if its own name resolves to 127.0.0.1.
 *
 * @see <a href="https://developer.mozilla.org/docs/Web/HTTP/Reference/Headers/Sec-Fetch-Site">Sec-Fetch-Site</a>
 */
public final class WebPages {

    private static final int FORBIDDEN = 403;
    private static final Set<String> OWN_SITES = Set.of("none", "same-origin");
    private static final Set<String> LOCAL_HOSTS = Set.of("localhost", "127.0.0.1", "::1", "[::1]");

    private WebPages() {}

    /** Answers with 403 if another origin's page made the request. Returns whether it did. */
    public static boolean reject(HttpServerRequest request) {
        String site = request.getHeader("Sec-Fetch-Site");
        String origin = request.getHeader("Origin");
        if ((site == null || OWN_SITES.contains(site)) && (origin == null || origin.equals(ownOrigin(request)))) {
            return false;
        }
        forbid(
                request,
                "A web page of another origin made this request, and this address is not for web pages."
                        + " Use make, curl or an SDK, without the headers Origin and Sec-Fetch-Site.");
        return true;
    }

    /** Also answers with 403 if the request names another host than localhost, because a page can own such a name. */
    public static boolean rejectOtherHosts(HttpServerRequest request) {
        if (reject(request)) {
            return true;
        }
        HostAndPort authority = request.authority();
        if (authority == null || LOCAL_HOSTS.contains(authority.host())) {
            return false;
        }
        forbid(
                request,
                "This address is only for programs on this machine."
                        + " Call it by the name localhost or 127.0.0.1, not " + authority.host() + ".");
        return true;
    }

    private static @Nullable String ownOrigin(HttpServerRequest request) {
        HostAndPort authority = request.authority();
        return authority == null ? null : request.scheme() + "://" + authority;
    }

    private static void forbid(HttpServerRequest request, String reason) {
        Future<Void> unused = request.response()
                .setStatusCode(FORBIDDEN)
                .putHeader("Content-Type", "text/plain; charset=utf-8")
                .end(reason + "\n");
    }
}
