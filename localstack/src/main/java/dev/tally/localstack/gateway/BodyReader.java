package dev.tally.localstack.gateway;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;

/** A reader of a request's body, up to a maximum size. */
final class BodyReader {

    private final Promise<Buffer> whole = Promise.promise();
    private final Buffer body = Buffer.buffer();
    private final int maxBytes;

    private BodyReader(int maxBytes) {
        this.maxBytes = maxBytes;
    }

    /**
     * Returns the body. Fails with {@link TooLargeException} once the body exceeds the maximum, or at once if its
     * declared length does. Drops the rest.
     */
    static Future<Buffer> read(HttpServerRequest request, int maxBytes) {
        if (declaredLength(request) > maxBytes) {
            request.handler(dropped -> {});
            return Future.failedFuture(new TooLargeException(maxBytes));
        }
        BodyReader reader = new BodyReader(maxBytes);
        request.handler(reader::add);
        request.exceptionHandler(reader.whole::tryFail);
        request.endHandler(end -> reader.whole.tryComplete(reader.body));
        return reader.whole.future();
    }

    private static long declaredLength(HttpServerRequest request) {
        String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        return length == null ? 0 : Long.parseLong(length);
    }

    private void add(Buffer chunk) {
        if (body.length() + chunk.length() > maxBytes) {
            whole.tryFail(new TooLargeException(maxBytes));
        } else {
            body.appendBuffer(chunk);
        }
    }

    /** The error for a body above the maximum size. */
    static final class TooLargeException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        TooLargeException(int maxBytes) {
            super("the body has more than " + maxBytes + " bytes");
        }
    }
}
