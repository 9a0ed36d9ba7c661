package dev.tally.localstack.gateway;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;

/**
 * The body of a request that was answered before the body was received. The client may never send the rest, so no
 * further request can be expected on its connection.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9112#section-9.6">RFC 9112, tear-down</a>
 */
final class UnreadBody {

    /** Closing a socket with unread bytes would reset it, and the client would lose the answer. */
    private static final long LINGER_MILLIS = 1000;

    private UnreadBody() {}

    /** Returns whether a request has a part of its body that was not received. */
    static boolean of(HttpServerRequest request) {
        String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        boolean hasBody =
                request.headers().contains(HttpHeaders.TRANSFER_ENCODING) || (length != null && !length.equals("0"));
        // A stream of HTTP/2 ends without its connection.
        return hasBody && !request.isEnded() && request.version() != HttpVersion.HTTP_2;
    }

    /** Drops the rest of the body, and closes the connection at its end or after a second. */
    static void close(Vertx vertx, HttpServerRequest request) {
        long timer = vertx.setTimer(LINGER_MILLIS, late -> close(request));
        Future<Void> unused = request.end().onComplete(end -> {
            vertx.cancelTimer(timer);
            close(request);
        });
    }

    private static void close(HttpServerRequest request) {
        Future<Void> unused = request.connection().close();
    }
}
