package dev.tally.system.permissions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tally.counter.ConnectionId;
import dev.tally.counter.CounterId;
import dev.tally.counter.dynamodb.DynamoDbConnectionStore;
import dev.tally.localstack.gateway.ConnectionsFault;
import dev.tally.localstack.spec.ProjectRoot;
import dev.tally.localstack.spec.StackSpec;
import dev.tally.system.kit.Access;
import dev.tally.system.kit.AwsProxy.Fault;
import dev.tally.system.kit.Presser;
import dev.tally.system.kit.SwollenTotal;
import dev.tally.system.kit.TestOptions;
import dev.tally.system.kit.TestStack;
import dev.tally.system.kit.Viewer;
import dev.tally.system.kit.WatchedStack;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * The proof that the permissions in {@code infra/stack.yaml} are exactly the AWS calls that the functions make while
 * every feature is used.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PermissionsIT {

    private static final Duration SOON = Duration.ofSeconds(60);
    private static final StackSpec SPEC = StackSpec.load(ProjectRoot.above(Path.of("")));

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final WatchedStack watched =
            WatchedStack.start(TestOptions.DEFAULT.withProcesses(1, 8).withVariable("TALLY_SLICE_SIZE", "2"));
    private final TestStack stack = watched.stack();
    private final Presser presser = new Presser(stack);

    @AfterAll
    void stop() {
        watched.close();
    }

    @Test
    void functions_everyFeatureUsed_makeExactlyThePermittedCalls() throws Exception {
        pressAndRead();
        post();
        sendDeadLetter();
        countingFails();
        rebuildAndAudit();
        vote();
        reset();
        viewersComeAndGo();
        viewersDie();
        viewersAreMany();
        viewersAreLate();
        rollupFails();
        stack.settle();

        Set<Access> permitted = Access.permitted(SPEC);
        Set<Access> made = watched.calls().made(stack.stack().resources());
        SoftAssertions both = new SoftAssertions();
        both.assertThat(Access.without(made, permitted))
                .as("calls without a permission: add it to infra/stack.yaml")
                .isEmpty();
        both.assertThat(Access.without(permitted, made))
                .as("permissions without a call: remove them from infra/stack.yaml")
                .isEmpty();
        both.assertAll();
    }

    private void pressAndRead() throws Exception {
        assertThat(call("POST", "/v1/counters/likes/clicks", "{\"delta\":2}").statusCode())
                .isEqualTo(202);
        assertThat(call("POST", "/press", "").statusCode()).isEqualTo(202);
        // 202 if the functions start too slowly for the wait, which reads the shard either way.
        assertThat(call("PUT", "/v1/likes/counter", "{\"action\":\"increment\"}")
                        .statusCode())
                .isBetween(200, 202);
        stack.settle();
        await().atMost(SOON).until(() -> presser.published("likes") == 3);
        for (String path : List.of(
                "/v1/likes/counter",
                "/v1/counters?ids=likes,global,others,more",
                "/v1/counters/likes/history",
                "/health")) {
            assertThat(call("GET", path, "").statusCode()).isEqualTo(200);
        }
    }

    private void post() throws Exception {
        String id = new JsonObject(
                        call("POST", "/v1/posts", "{\"title\":\"A title\",\"content\":\"More than ten letters.\"}")
                                .body())
                .getString("id");
        await().atMost(SOON).until(() -> call("GET", "/v1/posts/" + id, "").statusCode() == 200);
        assertThat(call("GET", "/v1/posts", "").body()).contains(id);
        assertThat(administer("DELETE", "/v1/posts/" + id)).contains("\"statusCode\":204");
    }

    /** Calls press as the command line does. */
    private String administer(String method, String path) {
        String event =
                """
                {"version":"2.0","routeKey":"$default","rawPath":"%2$s","rawQueryString":"","headers":{},
                 "requestContext":{"authorizer":{"iam":{"userId":"command-line"}},
                  "http":{"method":"%1$s","path":"%2$s","sourceIp":"127.0.0.1"}},"isBase64Encoded":false}
                """
                        .formatted(method, path);
        return stack.stack()
                .lambda()
                .invoke("press", Buffer.buffer(event))
                .toCompletableFuture()
                .join()
                .payload()
                .toString();
    }

    private void sendDeadLetter() {
        stack.send("likes#0", "{\"type\":\"vote\"}");
        await().atMost(SOON).until(() -> stack.messages("dead-letters") == 1);
    }

    /** The table rejects the writes until the failed click is to be received again. */
    private void countingFails() {
        stack.dynamoDb().rule(call -> call.function().equals("aggregator") ? Fault.REFUSED : Fault.NONE);
        presser.press("failing", 1);
        await().atMost(SOON).until(() -> stack.sqs().calls("ChangeMessageVisibilityBatch") > 0);
        stack.dynamoDb().healthy();
        stack.drain();
    }

    private void rebuildAndAudit() {
        assertThat(rollup("{\"rebuild\":\"likes\"}")).contains("\"count\":3");
        assertThat(rollup("{\"audit\":\"likes\"}")).contains("\"counted\":3", "\"disagrees\":null");
    }

    private String rollup(String event) {
        return stack.stack()
                .lambda()
                .invoke("rollup", Buffer.buffer(event))
                .toCompletableFuture()
                .join()
                .payload()
                .toString();
    }

    private void vote() {
        String voter = "voter-0123456789";
        assertThat(presser.vote("like~a", voter, 1)).isEqualTo(202);
        await().atMost(SOON).until(() -> presser.published("like~a") == 1);
        assertThat(presser.own("like~a", voter)).isEqualTo(1);
        assertThat(rollup("{\"export\":\"like~a\"}")).contains("\"voter\":\"a-" + voter + "\"");
        await().atMost(SOON)
                .until(() -> rollup("{\"forget\":\"a-" + voter + "\"}").contains("\"takenBack\":0"));
        await().atMost(SOON).until(() -> presser.published("like~a") == 0);
        assertThat(rollup("{\"export\":\"like~a\"}")).contains("\"votes\":[]");
    }

    /** The first reset is as of a sender that stopped after one of two shards. Rollup sends the other one. */
    private void reset() {
        stack.send(
                "likes#0",
                "{\"type\":\"reset\",\"id\":\"01a202b2-c50a-75eb-af45-f9775107c897\",\"counter\":\"likes\",\"shards\":2}");
        await().atMost(SOON).until(() -> presser.published("likes") == 0);
        assertThat(administer("POST", "/v1/counters/likes/reset")).contains("\"statusCode\":202");
        stack.settle();
        assertThat(presser.published("likes")).isZero();
    }

    private void viewersComeAndGo() {
        pressAndPublish("likes");
        pressAndPublish("global");
        try (Viewer viewer = Viewer.connectTo(stack, "likes")) {
            await().atMost(SOON).until(() -> viewer.viewers("likes") == 1);
            viewer.subscribe("global", "others");
            await().atMost(SOON).until(() -> viewer.viewers("global") == 1);
            viewer.send("{\"action\":\"unsubscribe\",\"counters\":[\"global\"]}");
            viewer.send("{\"action\":\"ping\"}");
            viewer.send("{\"action\":\"dance\"}");
            await().atMost(SOON)
                    .until(() -> viewer.frames("pong").size() == 1
                            && viewer.frames("error").size() == 1);
        }
        await().atMost(SOON)
                .until(() -> presser.get("/v1/counters/likes").get("viewers").asInt() == 0);
    }

    /** Clicks a counter, because the number of viewers is part of its total. */
    private void pressAndPublish(String counter) {
        presser.press(counter, 1);
        stack.settle();
    }

    private void viewersDie() {
        DynamoDbConnectionStore store = new DynamoDbConnectionStore(
                stack.stack().cloud().dynamoDb(), stack.stack().resources().tableName("connections"));
        CounterId haunted = new CounterId("haunted");
        ConnectionId dead = new ConnectionId("dead=");
        store.open(dead, Clock.systemUTC().instant());
        store.subscribe(dead, Set.of(haunted), Clock.systemUTC().instant());
        presser.press("haunted", 1);
        await().atMost(SOON)
                .until(() -> store.viewers(haunted, Clock.systemUTC().instant()).isEmpty());
    }

    private void viewersAreMany() {
        List<Viewer> viewers = new ArrayList<>();
        try {
            IntStream.range(0, 3).forEach(any -> viewers.add(Viewer.connectTo(stack, "crowded")));
            presser.press("crowded", 1);
            await().atMost(SOON).until(() -> viewers.stream()
                    .allMatch(viewer -> Long.valueOf(1).equals(viewer.count("crowded"))));
        } finally {
            viewers.forEach(Viewer::close);
        }
    }

    /** The first push fails, so that a separate invocation makes the next one. */
    private void viewersAreLate() {
        pressAndPublish("slow");
        try (Viewer viewer = Viewer.connectTo(stack, "slow")) {
            await().atMost(SOON).until(() -> viewer.viewers("slow") == 1);
            stack.settle();
            AtomicInteger failures = new AtomicInteger(1);
            stack.stack()
                    .apis()
                    .connections()
                    .setFaults(id -> failures.getAndDecrement() > 0
                            ? ConnectionsFault.of(ConnectionsFault.Kind.INTERNAL_ERROR)
                            : ConnectionsFault.NONE);
            presser.press("slow", 1);
            await().atMost(SOON).until(() -> Long.valueOf(2).equals(viewer.count("slow")));
        }
    }

    /** A total that is too large for DynamoDB fails each time, so the counter is left to a separate invocation. */
    private void rollupFails() {
        SwollenTotal swollen = SwollenTotal.of(stack, "swollen");
        presser.press("swollen", 1);
        Access handOver = new Access("rollup", "lambda:InvokeFunction", "function:rollup");
        await().atMost(SOON)
                .until(() -> watched.calls().made(stack.stack().resources()).contains(handOver));
        swollen.repair();
        await().atMost(SOON).until(() -> presser.published("swollen") == 1);
    }

    private HttpResponse<String> call(String method, String path, String body)
            throws IOException, InterruptedException {
        return client.send(
                HttpRequest.newBuilder(stack.endpoint().resolve(path))
                        .header("Content-Type", "application/json")
                        .method(method, BodyPublishers.ofString(body))
                        .build(),
                BodyHandlers.ofString());
    }
}
