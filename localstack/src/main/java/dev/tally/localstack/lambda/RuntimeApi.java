package dev.tally.localstack.lambda;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import org.jboss.logging.Logger;

/**
 * Lambda's Runtime API for one environment. Its process gets invocations from this API and posts the answers to it.
 *
 * @see <a href="https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html">Using the Lambda runtime API</a>
 */
final class RuntimeApi {

    /** The receiver of the process's calls. */
    interface Listener {

        void asked(NextRequest request);

        Reply responded(String requestId, Buffer response);

        Reply failed(String requestId, Buffer error);

        void failedToInitialize(Buffer error);
    }

    /** The reply to an answer of the process. */
    enum Reply {
        ACCEPTED(202),
        UNKNOWN_REQUEST(400),
        TOO_LARGE(413),
        /** No reply, because the process is about to be killed. */
        NONE(0);

        private final int status;

        Reply(int status) {
            this.status = status;
        }
    }

    private static final Logger LOG = Logger.getLogger(RuntimeApi.class);
    private static final String ROOT = "/2018-06-01/runtime/";
    private static final String NEXT = ROOT + "invocation/next";
    private static final String INIT_ERROR = ROOT + "init/error";
    private static final String RESTORE_NEXT = ROOT + "restore/next";
    private static final String RESTORE_ERROR = ROOT + "restore/error";
    private static final String INVOCATION = ROOT + "invocation/";
    private static final String RESPONSE = "/response";
    private static final String ERROR = "/error";

    private final HttpServer server;
    private final Listener listener;

    RuntimeApi(Vertx vertx, Listener listener) {
        this.listener = listener;
        this.server = vertx.createHttpServer().requestHandler(this::route);
    }

    /** Starts to listen on the caller's context, and returns the port. */
    Future<Integer> listen() {
        return server.listen(0, "127.0.0.1").map(HttpServer::actualPort);
    }

    Future<Void> close() {
        return server.close();
    }

    private void route(HttpServerRequest request) {
        String path = request.path();
        if (request.method().equals(HttpMethod.GET) && path.equals(NEXT)) {
            listener.asked(new NextRequest(request.response()));
        } else if (request.method().equals(HttpMethod.GET) && path.equals(RESTORE_NEXT)) {
            // No snapshot is taken here, so the process continues at once.
            send(request.response(), 200, new JsonObject());
        } else if (request.method().equals(HttpMethod.POST)) {
            request.body()
                    .onSuccess(body -> post(path, body, request.response()))
                    .onFailure(broken -> LOG.debugf("runtime.request-broken path=%s reason=%s", path, broken));
        } else {
            unknownPath(request.response());
        }
    }

    private void post(String path, Buffer body, HttpServerResponse response) {
        if (path.equals(INIT_ERROR) || path.equals(RESTORE_ERROR)) {
            reply(response, Reply.ACCEPTED);
            listener.failedToInitialize(body);
        } else if (isAnswer(path, RESPONSE)) {
            reply(response, listener.responded(requestId(path, RESPONSE), body));
        } else if (isAnswer(path, ERROR)) {
            reply(response, listener.failed(requestId(path, ERROR), body));
        } else {
            unknownPath(response);
        }
    }

    private static boolean isAnswer(String path, String end) {
        return path.startsWith(INVOCATION) && path.endsWith(end) && path.length() >= INVOCATION.length() + end.length();
    }

    private static String requestId(String path, String end) {
        return path.substring(INVOCATION.length(), path.length() - end.length());
    }

    private static void reply(HttpServerResponse response, Reply reply) {
        switch (reply) {
            case ACCEPTED -> send(response, reply.status, new JsonObject().put("status", "OK"));
            case UNKNOWN_REQUEST -> send(response, reply.status, error("InvalidRequestID", "Invalid request ID"));
            case TOO_LARGE ->
                send(
                        response,
                        reply.status,
                        error(
                                "RequestEntityTooLarge",
                                "Exceeded maximum allowed payload size (" + Failure.MAX_RESPONSE + " bytes)."));
            case NONE -> LOG.debug("runtime.answer-lost");
        }
    }

    private static void unknownPath(HttpServerResponse response) {
        send(response, 404, error("NotFound", "the Runtime API has no such path"));
    }

    private static JsonObject error(String type, String message) {
        return new JsonObject().put("errorType", type).put("errorMessage", message);
    }

    private static void send(HttpServerResponse response, int status, JsonObject body) {
        response.setStatusCode(status).putHeader("Content-Type", "application/json");
        response.end(body.toBuffer())
                .onFailure(gone -> LOG.debugf("runtime.reply-failed status=%d reason=%s", status, gone));
    }
}
