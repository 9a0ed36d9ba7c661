package dev.tally.localstack.lambda;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;

/**
 * The part of Lambda's HTTP API that updates the code of a function, publishes versions and moves the alias.
 *
 * <p>Code comes as a zip in the request. There is one alias, {@value FunctionName#LIVE}. A version starts when the alias
 * moves to it, and not when it is published.
 *
 * @see <a href="https://docs.aws.amazon.com/lambda/latest/api/API_UpdateAlias.html">UpdateAlias</a>
 */
final class VersionsApi {

    /** An answer of the API. */
    record Answer(int status, JsonObject body) {}

    private static final JsonFactory JSON = new JsonFactory();
    private static final String ALIASES = "aliases/";

    private final Vertx vertx;
    private final DeployedFunctions functions;

    VersionsApi(Vertx vertx, DeployedFunctions functions) {
        this.vertx = vertx;
        this.functions = functions;
    }

    /**
     * Answers a request.
     *
     * @param resource the path after the function's name, such as {@code aliases/live}
     * @throws InvokeException if there is no such path, function or version
     */
    Future<Answer> handle(HttpServerRequest request, FunctionName function, String resource) {
        String name = function.name();
        if (!functions.has(function)) {
            throw InvokeException.notFound(functions.arn(function.toString()));
        }
        String call = request.method() + " " + (resource.startsWith(ALIASES) ? ALIASES : resource);
        return switch (call) {
            case "GET configuration" -> ok(configuration(find(function)));
            case "GET versions" -> ok(versions(name));
            case "POST versions" -> change(request, 201, body -> publish(name, body));
            case "PUT code" -> change(request, 200, body -> updateCode(name, body));
            case "GET aliases/" -> ok(alias(requireLive(name, resource), name));
            case "PUT aliases/" ->
                change(request, 200, body -> moveAlias(requireLive(name, resource), name, object(body)));
            default -> throw InvokeException.unknownPath(request.path());
        };
    }

    /** Returns the description of a version, as in lists. */
    JsonObject configuration(FunctionDeployment function) {
        // Lambda reserves these variables, so its API does not return them.
        Map<String, String> variables = new HashMap<>(function.environment());
        variables.keySet().removeIf(variable -> variable.startsWith("AWS_"));
        return new JsonObject()
                .put("FunctionName", function.name())
                .put("FunctionArn", functions.arn(new FunctionName(function.name(), function.version()).toString()))
                .put("Runtime", LambdaHost.RUNTIME)
                .put("Handler", function.handler())
                .put("Timeout", function.timeout().toSeconds())
                .put("MemorySize", function.memoryMegabytes())
                .put("Version", function.version())
                .put("Description", function.description())
                .put("Environment", new JsonObject().put("Variables", new JsonObject(new HashMap<>(variables))))
                .put("State", "Active");
    }

    private interface Change {

        JsonObject apply(Buffer body);
    }

    private static Future<Answer> ok(JsonObject body) {
        return Future.succeededFuture(new Answer(200, body));
    }

    /** Changes a function on a worker thread, because the host unpacks code and starts processes. */
    private Future<Answer> change(HttpServerRequest request, int status, Change change) {
        return request.body().compose(body -> {
            Callable<Answer> blocking = () -> new Answer(status, change.apply(body));
            return vertx.executeBlocking(blocking, false);
        });
    }

    private FunctionDeployment find(FunctionName function) {
        return functions
                .versions(function.name())
                .find(function.qualifier(), 1)
                .orElseThrow(() -> InvokeException.notFound(functions.arn(function.toString())));
    }

    private JsonObject versions(String name) {
        JsonArray list = new JsonArray();
        functions.versions(name).all().forEach(version -> list.add(configuration(version)));
        return new JsonObject().put("Versions", list);
    }

    private JsonObject publish(String name, Buffer body) {
        JsonObject request = body.length() == 0 ? new JsonObject() : object(body);
        return configuration(functions.publish(name, request.getString("Description", "")));
    }

    private JsonObject updateCode(String name, Buffer body) {
        byte[] zip = {};
        boolean publish = false;
        try (JsonParser parser = JSON.createParser(body.getBytes())) {
            parser.nextToken();
            for (String field = parser.nextFieldName(); field != null; field = parser.nextFieldName()) {
                parser.nextToken();
                switch (field) {
                    case "ZipFile" -> zip = parser.getBinaryValue();
                    case "Publish" -> publish = parser.getBooleanValue();
                    default -> parser.skipChildren();
                }
            }
        } catch (IOException broken) {
            throw InvokeException.badContent(
                    broken instanceof JsonProcessingException json ? json.getOriginalMessage() : broken.toString());
        }
        if (zip.length < 4 || zip[0] != 'P' || zip[1] != 'K') {
            throw InvokeException.badParameter(
                    "ZipFile", "other bytes", "a zip in Base64; code from S3 is not read here");
        }
        FunctionDeployment latest = functions.updateCode(name, Buffer.buffer(zip));
        return configuration(publish ? functions.publish(name, "") : latest);
    }

    private JsonObject alias(String alias, String name) {
        FunctionAlias live = functions.versions(name).live();
        JsonObject answer = new JsonObject()
                .put("AliasArn", functions.arn(name + ":" + alias))
                .put("Name", alias)
                .put("FunctionVersion", live.version())
                .put("Description", "");
        if (!live.weights().isEmpty()) {
            JsonObject weights = new JsonObject(new HashMap<>(live.weights()));
            answer.put("RoutingConfig", new JsonObject().put("AdditionalVersionWeights", weights));
        }
        return answer;
    }

    private JsonObject moveAlias(String alias, String name, JsonObject request) {
        FunctionAlias live = functions.versions(name).live();
        FunctionAlias moved = new FunctionAlias(
                request.getString("FunctionVersion", live.version()),
                request.containsKey("RoutingConfig") ? weights(request) : live.weights());
        for (String version : moved.versions()) {
            requirePublished(name, version);
        }
        if (moved.weights().size() > 1 || moved.weights().containsKey(moved.version())) {
            throw InvokeException.badParameter(
                    "AdditionalVersionWeights", moved.weights().toString(), "the weight of one other version");
        }
        functions.moveLive(name, moved);
        return alias(alias, name);
    }

    private static Map<String, Double> weights(JsonObject request) {
        Map<String, Double> weights = new HashMap<>();
        Optional.ofNullable(request.getJsonObject("RoutingConfig"))
                .map(routing -> routing.getJsonObject("AdditionalVersionWeights"))
                .ifPresent(all -> all.forEach(entry -> weights.put(entry.getKey(), weight(entry.getValue()))));
        return weights;
    }

    private static double weight(Object value) {
        double weight = value instanceof Number number ? number.doubleValue() : Double.NaN;
        if (weight >= 0 && weight <= 1) {
            return weight;
        }
        throw InvokeException.badParameter("AdditionalVersionWeights", value.toString(), "from 0.0 to 1.0");
    }

    private void requirePublished(String name, String version) {
        if (version.equals(FunctionName.LATEST) || version.equals(FunctionName.LIVE)) {
            throw InvokeException.badParameter("FunctionVersion", version, "the number of a published version");
        }
        find(new FunctionName(name, version));
    }

    /** Returns the name of the alias in a path. */
    private String requireLive(String name, String resource) {
        String alias = resource.substring(ALIASES.length());
        if (!alias.equals(FunctionName.LIVE)) {
            throw InvokeException.noAlias(functions.arn(name + ":" + alias));
        }
        return alias;
    }

    private static JsonObject object(Buffer body) {
        try {
            return new JsonObject(body);
        } catch (DecodeException broken) {
            throw InvokeException.badContent(String.valueOf(broken.getMessage()));
        }
    }
}
