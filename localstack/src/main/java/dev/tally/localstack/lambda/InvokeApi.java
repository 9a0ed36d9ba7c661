package dev.tally.localstack.lambda;

import dev.tally.localstack.origin.WebPages;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.BindException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jboss.logging.Logger;

/**
 * Lambda's HTTP API, as far as the tools use it: it invokes and lists functions. Signatures are not validated.
 *
 * @see <a href="https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html">Invoke</a>
 */
public final class InvokeApi implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(InvokeApi.class);
    private static final String FUNCTIONS = "/2015-03-31/functions";
    private static final String INVOCATIONS = "invocations";
    private static final Pattern OF_ONE = Pattern.compile(FUNCTIONS + "/(?<name>[^/]+)/(?<resource>.+)");

    private final DeployedFunctions functions;
    private final VersionsApi versions;
    private final AsyncInvocations events;
    private final HttpServer server;

    private InvokeApi(Vertx vertx, DeployedFunctions functions, EventRetries retries) {
        this.functions = functions;
        this.versions = new VersionsApi(vertx, functions);
        this.events = new AsyncInvocations(vertx, functions, retries);
        this.server = vertx.createHttpServer(new HttpServerOptions().setHandle100ContinueAutomatically(true))
                .requestHandler(this::handle);
    }

    /**
     * Serves the API on 127.0.0.1 until closed.
     *
     * @param port 0 for any free port
     * @param retries the retries of events, such as {@link EventRetries#AWS}
     * @throws IllegalStateException if the port is taken; the message names the port and its setting
     */
    public static InvokeApi serve(Vertx vertx, DeployedFunctions functions, int port, EventRetries retries) {
        InvokeApi api = new InvokeApi(vertx, functions, retries);
        try {
            Await.on("the Invoke API on port " + port, api.server.listen(port, "127.0.0.1"));
        } catch (IllegalStateException failed) {
            throw failed.getCause() instanceof BindException
                    ? new IllegalStateException(
                            "port " + port + " of the Invoke API is taken: free it, or set TALLY_LAMBDA_PORT to another"
                                    + " (0 for any free port)",
                            failed)
                    : failed;
        }
        return api;
    }

    /** Returns the port of the API. */
    public int port() {
        return server.actualPort();
    }

    @Override
    public void close() {
        Await.on("closing the Invoke API", server.close());
        events.close();
    }

    static void end(HttpServerResponse response, Buffer body) {
        response.end(body).onFailure(gone -> LOG.debugf("invoke.caller-gone reason=%s", gone));
    }

    private void handle(HttpServerRequest request) {
        if (WebPages.rejectOtherHosts(request)) {
            return;
        }
        try {
            route(request);
        } catch (InvokeException error) {
            send(request.response(), error);
        }
    }

    private void route(HttpServerRequest request) {
        String path = request.path();
        Matcher ofOne = OF_ONE.matcher(path);
        boolean list = path.equals(FUNCTIONS) || path.equals(FUNCTIONS + "/");
        if (list && request.method().equals(HttpMethod.GET)) {
            end(json(request.response(), 200), list().toBuffer());
        } else if (ofOne.matches()) {
            String name = URLDecoder.decode(ofOne.group("name"), StandardCharsets.UTF_8);
            route(request, InvokeRequest.functionName(name, request), ofOne.group("resource"));
        } else {
            throw InvokeException.unknownPath(path);
        }
    }

    private void route(HttpServerRequest request, FunctionName function, String resource) {
        if (resource.equals(INVOCATIONS) && request.method().equals(HttpMethod.POST)) {
            receive(request, InvokeRequest.read(function, request));
        } else {
            versions.handle(request, function, resource)
                    .onSuccess(answer -> end(
                            json(request.response(), answer.status()),
                            answer.body().toBuffer()))
                    .onFailure(failure ->
                            send(request.response(), InvokeException.of(failure, functions.arn(function.toString()))));
        }
    }

    private void receive(HttpServerRequest request, InvokeRequest invoke) {
        String length = request.getHeader("Content-Length");
        invoke.checkSize(length == null ? 0 : Long.parseLong(length));
        String arn = functions.arn(invoke.function().toString());
        if (!functions.has(invoke.function())) {
            throw InvokeException.notFound(arn);
        }
        request.body()
                .map(invoke::event)
                .onSuccess(event -> invoke(invoke, event, request.response()))
                .onFailure(failure -> send(request.response(), InvokeException.of(failure, arn)));
    }

    private void invoke(InvokeRequest invoke, Buffer event, HttpServerResponse response) {
        FunctionName name = invoke.function();
        switch (invoke.type()) {
            case REQUEST_RESPONSE ->
                functions.invoke(name, event, invoke.logType()).whenComplete((result, failure) -> {
                    if (failure != null) {
                        send(response, InvokeException.of(failure, functions.arn(name.toString())));
                    } else {
                        send(response, result);
                    }
                });
            case EVENT -> {
                events.submit(name, event);
                end(response.setStatusCode(202), Buffer.buffer());
            }
            case DRY_RUN -> end(response.setStatusCode(204), Buffer.buffer());
        }
    }

    private static void send(HttpServerResponse response, InvocationResult result) {
        json(response, 200)
                .putHeader("x-amzn-RequestId", result.requestId())
                .putHeader("X-Amz-Executed-Version", result.version());
        if (result.functionError() != null) {
            response.putHeader("X-Amz-Function-Error", result.functionError());
        }
        if (!result.logTail().isEmpty()) {
            byte[] tail = result.logTail().getBytes(StandardCharsets.UTF_8);
            response.putHeader("X-Amz-Log-Result", Base64.getEncoder().encodeToString(tail));
        }
        end(response, result.payload());
    }

    private static void send(HttpServerResponse response, InvokeException error) {
        json(response, error.status()).putHeader("x-amzn-ErrorType", error.type());
        JsonObject body = new JsonObject()
                .put("Type", error.status() < 500 ? "User" : "Server")
                .put("Message", error.getMessage());
        ThrottleReason reason = error.reason();
        if (reason != null) {
            body.put("Reason", reason.toString());
        }
        end(response, body.toBuffer());
    }

    private static HttpServerResponse json(HttpServerResponse response, int status) {
        return response.setStatusCode(status).putHeader("Content-Type", "application/json");
    }

    // https://docs.aws.amazon.com/lambda/latest/api/API_ListFunctions.html
    private JsonObject list() {
        JsonArray list = new JsonArray();
        functions.deployments().forEach(function -> list.add(versions.configuration(function)));
        return new JsonObject().put("Functions", list);
    }
}
