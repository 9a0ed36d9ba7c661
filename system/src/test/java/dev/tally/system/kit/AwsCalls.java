package dev.tally.system.kit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.tally.localstack.cloud.Resources;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The AWS actions of functions, derived from their calls.
 *
 * <p>A call names its function by the application id in its user agent, which a {@link TestStack} sets. An unknown call
 * is reported unchanged, so that no permission matches it.
 *
 * @see <a href="https://docs.aws.amazon.com/sdkref/latest/guide/feature-appid.html">Application ID</a>
 */
public final class AwsCalls {

    private static final JsonMapper JSON = new JsonMapper();
    private static final Pattern APPLICATION = Pattern.compile("\\bapp/(\\S+)");
    private static final DateTimeFormatter SIGNING_TIME =
            DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmssX").withZone(ZoneOffset.UTC);
    private static final Pattern INVOCATION =
            Pattern.compile("POST /2015-03-31/functions/([^/:%]+)(?:(?::|%3A)live)?/invocations");
    private static final Pattern CONNECTION = Pattern.compile("(?:GET|POST|DELETE) /[^/]+/@connections/[^/]+");
    private static final Map<String, String> IN_A_TRANSACTION = Map.of(
            "Put", "dynamodb:PutItem",
            "Update", "dynamodb:UpdateItem",
            "Delete", "dynamodb:DeleteItem",
            "ConditionCheck", "dynamodb:ConditionCheckItem",
            "Get", "dynamodb:GetItem");

    private final Map<Access, LongAdder> calls = new ConcurrentHashMap<>();

    void watch(AwsProxy proxy) {
        proxy.watch(this::add);
    }

    /** Returns all accesses, with the logical names of resources. */
    public Set<Access> made(Resources resources) {
        return counted(resources).keySet();
    }

    /** Returns the number of each access. */
    public Map<Access, Long> counted(Resources resources) {
        return calls.entrySet().stream()
                .collect(Collectors.toMap(
                        call -> named(call.getKey(), resources),
                        call -> call.getValue().sum(),
                        Long::sum));
    }

    private void add(HttpServerRequest request, Buffer body) {
        of(
                        String.valueOf(request.getHeader("User-Agent")),
                        request.getHeader("X-Amz-Target"),
                        request.method() + " " + request.path(),
                        body.toString())
                .forEach(access ->
                        calls.computeIfAbsent(access, any -> new LongAdder()).increment());
    }

    /** Returns the name of the calling function, {@code unknown} for any other caller. */
    static String function(HttpServerRequest request) {
        return function(String.valueOf(request.getHeader("User-Agent")));
    }

    /**
     * Returns the time at which a call was signed, by the clock of its caller, to the second.
     *
     * @see <a href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-signing-elements.html">Signature
     *     Version 4</a>
     */
    static Instant signedAt(HttpServerRequest request) {
        return SIGNING_TIME.parse(request.getHeader("X-Amz-Date"), Instant::from);
    }

    private static String function(String userAgent) {
        Matcher application = APPLICATION.matcher(userAgent);
        return application.find() ? application.group(1) : "unknown";
    }

    /**
     * Returns the accesses of one call, with the physical names of resources.
     *
     * @param target the operation of a service with a single URL, such as {@code AmazonSQS.SendMessage}; null for
     *     others
     * @param line method and path
     */
    static List<Access> of(String userAgent, @Nullable String target, String line, String body) {
        String function = function(userAgent);
        if (target == null) {
            return List.of(byPath(function, line));
        }
        String operation = target.substring(target.indexOf('.') + 1);
        if (target.startsWith("AmazonSQS.")) {
            String url = json(body).path("QueueUrl").asText();
            // The actions of a batch are those of its entries.
            String action = "sqs:" + operation.replaceFirst("Batch$", "");
            return List.of(new Access(function, action, "queue:" + url.substring(url.lastIndexOf('/') + 1)));
        }
        return target.startsWith("DynamoDB_")
                ? ofTables(function, operation, json(body))
                : List.of(new Access(function, target, line));
    }

    private static Access byPath(String function, String line) {
        Matcher invocation = INVOCATION.matcher(line);
        if (invocation.matches()) {
            return new Access(function, "lambda:InvokeFunction", "function:" + invocation.group(1));
        }
        return CONNECTION.matcher(line).matches()
                ? new Access(function, "execute-api:ManageConnections", "connections")
                : new Access(function, "unknown", line);
    }

    private static List<Access> ofTables(String function, String operation, JsonNode body) {
        List<Access> accesses = new ArrayList<>();
        for (JsonNode item : body.path("TransactItems")) {
            item.properties()
                    .forEach(part -> accesses.add(new Access(
                            function,
                            IN_A_TRANSACTION.getOrDefault(part.getKey(), part.getKey()),
                            table(part.getValue()))));
        }
        body.path("RequestItems")
                .properties()
                .forEach(table ->
                        accesses.add(new Access(function, "dynamodb:" + operation, "table:" + table.getKey())));
        if (accesses.isEmpty()) {
            accesses.add(new Access(function, "dynamodb:" + operation, table(body)));
        }
        return accesses;
    }

    private static String table(JsonNode request) {
        String table = "table:" + request.path("TableName").asText();
        return request.has("IndexName")
                ? table + "/index/" + request.get("IndexName").asText()
                : table;
    }

    private static Access named(Access access, Resources resources) {
        return new Access(access.function(), access.action(), logical(access.on(), resources));
    }

    private static String logical(String on, Resources resources) {
        for (var queue : resources.queues().entrySet()) {
            String url = queue.getValue().url();
            if (on.equals("queue:" + url.substring(url.lastIndexOf('/') + 1))) {
                return "queue:" + queue.getKey();
            }
        }
        for (var table : resources.tables().entrySet()) {
            if (on.equals("table:" + table.getValue())) {
                return "table:" + table.getKey();
            }
        }
        return on;
    }

    private static JsonNode json(String body) {
        try {
            return JSON.readTree(body);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }
}
