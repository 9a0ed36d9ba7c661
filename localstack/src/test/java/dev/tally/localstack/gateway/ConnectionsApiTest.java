package dev.tally.localstack.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.tally.localstack.FakeFunctions;
import dev.tally.localstack.cloud.PortTakenException;
import dev.tally.localstack.gateway.ConnectionsFault.Kind;
import dev.tally.localstack.lambda.InvocationResult;
import io.vertx.core.Future;
import io.vertx.core.http.WebSocketConnectOptions;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.DefaultRetryStrategy;
import software.amazon.awssdk.services.apigatewaymanagementapi.ApiGatewayManagementApiClient;
import software.amazon.awssdk.services.apigatewaymanagementapi.model.ApiGatewayManagementApiException;
import software.amazon.awssdk.services.apigatewaymanagementapi.model.ForbiddenException;
import software.amazon.awssdk.services.apigatewaymanagementapi.model.GetConnectionResponse;
import software.amazon.awssdk.services.apigatewaymanagementapi.model.GoneException;
import software.amazon.awssdk.services.apigatewaymanagementapi.model.LimitExceededException;
import software.amazon.awssdk.services.apigatewaymanagementapi.model.PayloadTooLargeException;

/**
 * The {@code @connections} API, called by AWS's own SDK.
 *
 * @see <a href="https://docs.aws.amazon.com/apigatewaymanagementapi/latest/APIReference/API_Operations.html">
 *     Actions of the API Gateway Management API</a>
 */
class ConnectionsApiTest {

    private static final Instant NOW = Instant.parse("2020-03-12T19:03:58.123Z");
    private static final String UNKNOWN = "L0SM9cOF-_cCIhw=";

    private final LiveApi live = new LiveApi(WebSocketLimits.AWS, InstantSource.fixed(NOW));
    private final ApiGatewayManagementApiClient aws = client(live.connections().endpoint());

    @AfterEach
    void close() {
        aws.close();
        live.close();
    }

    @Test
    void post_openConnection_reachesItsClientOnly() {
        Client first = live.connect();
        Client second = live.connect();
        post(id(1), "gr\u00fcn");
        post(id(0), "first");
        post(id(0), "again");

        assertThat(first.messages(2)).containsExactly("first", "again");
        assertThat(second.messages(1)).containsExactly("gr\u00fcn");
        assertThat(live.connections().posted()).isEqualTo(3);
    }

    @Test
    void post_idsWithEveryCharacter_reachTheirClients() {
        List<Client> clients = new ArrayList<>();
        do {
            clients.add(live.connect());
        } while (!ids().contains("-") || !ids().contains("_"));
        for (int client = 0; client < clients.size(); client++) {
            post(id(client), id(client));
            assertThat(clients.get(client).messages(1)).containsExactly(id(client));
        }
    }

    @Test
    void post_pathEncodedOrNot_isTheSame() throws Exception {
        Client client = live.connect();
        String plain = live.connections().endpoint() + "/@connections/" + id(0);

        assertThat(call("POST", plain, "1").statusCode()).isEqualTo(200);
        assertThat(call("POST", plain.replace("@", "%40").replace("=", "%3D"), "2")
                        .body())
                .isEmpty();
        assertThat(client.messages(2)).containsExactly("1", "2");
    }

    @Test
    void post_to200Clients_reachesEachInOrder() {
        List<Client> clients = new ArrayList<>();
        List<String> ids = new ArrayList<>();
        for (int client = 0; client < 200; client++) {
            clients.add(live.connect());
            ids.add(id(client));
        }
        for (String message : List.of("1", "2", "3")) {
            ids.forEach(id -> post(id, id + message));
        }

        for (int client = 0; client < 200; client++) {
            String id = ids.get(client);
            assertThat(clients.get(client).messages(3)).containsExactly(id + "1", id + "2", id + "3");
        }
        assertThat(live.connections().posted()).isEqualTo(600);
    }

    @Test
    void post_unknownConnection_isGone() {
        assertThatExceptionOfType(GoneException.class)
                .isThrownBy(() -> post(UNKNOWN, "x"))
                .matches(gone -> gone.statusCode() == 410);
    }

    @Test
    void post_closedConnection_isGone() {
        Client client = live.connect();
        client.socket().close();
        live.events("DISCONNECT", 1);

        assertThatExceptionOfType(GoneException.class).isThrownBy(() -> post(id(0), "x"));
        assertThat(live.connections().posted()).isZero();
    }

    @Test
    void anyCall_whileConnectRuns_isGone() {
        CompletableFuture<InvocationResult> answer = new CompletableFuture<>();
        live.functions().nowDo(event -> answer);
        Future<Client> client = live.tryConnect(new WebSocketConnectOptions().setURI("/ws"));
        live.events("CONNECT", 1);

        assertThatExceptionOfType(GoneException.class).isThrownBy(() -> post(id(0), "x"));
        assertThatExceptionOfType(GoneException.class).isThrownBy(() -> get(id(0)));
        assertThatExceptionOfType(GoneException.class).isThrownBy(() -> delete(id(0)));

        answer.complete(FakeFunctions.success("{\"statusCode\":200}"));
        LiveApi.join(client);
        await().ignoreExceptions().untilAsserted(() -> post(id(0), "x"));
    }

    @Test
    void post_of128Kilobytes_isSentInOneMessage() {
        Client client = live.connect();
        post(id(0), "x".repeat(128 * 1024));

        assertThat(client.messages(1).get(0)).hasSize(128 * 1024);
    }

    @Test
    void post_above128Kilobytes_isTooLarge() {
        live.connect();

        assertThatExceptionOfType(PayloadTooLargeException.class)
                .isThrownBy(() -> post(id(0), "x".repeat(128 * 1024 + 1)))
                .matches(tooLarge -> tooLarge.statusCode() == 413);
    }

    @Test
    void post_empty_isABadRequest() {
        live.connect();

        assertThatExceptionOfType(ApiGatewayManagementApiException.class)
                .isThrownBy(() -> post(id(0), ""))
                .matches(bad -> bad.statusCode() == 400);
    }

    @Test
    void post_clientThatReadsNothing_isAnsweredUntilItsBufferIsFull() {
        BareClient slow = BareClient.connect(live.port());
        await().until(() -> live.api().connections() == 1);
        Client other = live.connect();
        String big = "x".repeat(128 * 1024);

        assertThatExceptionOfType(LimitExceededException.class).isThrownBy(() -> {
            for (int message = 0; message < 1000; message++) {
                post(id(0), big);
            }
        });
        post(id(1), "still served");
        assertThat(other.messages(1)).containsExactly("still served");
        assertThat(get(id(0)).connectedAt()).isEqualTo(NOW);
        slow.cut();
    }

    @Test
    void get_openConnection_describesIt() {
        LiveApi.join(live.tryConnect(new WebSocketConnectOptions().setURI("/ws").addHeader("User-Agent", "agent")));
        GetConnectionResponse connection = get(id(0));

        assertThat(connection.connectedAt()).isEqualTo(NOW);
        assertThat(connection.lastActiveAt()).isEqualTo(NOW);
        assertThat(connection.identity().sourceIp()).isEqualTo("127.0.0.1");
        assertThat(connection.identity().userAgent()).isEqualTo("agent");
    }

    @Test
    void get_unknownConnection_isGone() {
        assertThatExceptionOfType(GoneException.class).isThrownBy(() -> get(UNKNOWN));
    }

    @Test
    void delete_openConnection_closesIt() {
        Client client = live.connect();
        delete(id(0));

        assertThat(client.closeCode()).isEqualTo(1000);
        assertThat(live.events("DISCONNECT", 1).get(0).getJsonObject("requestContext"))
                .contains(
                        Map.entry("disconnectStatusCode", 1000),
                        Map.entry("disconnectReason", "Connection Closed Normally"));
        assertThatExceptionOfType(GoneException.class).isThrownBy(() -> delete(id(0)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/other/@connections/x%3D", "/live/connections/x%3D", "/live", "/"})
    void anyCall_otherPath_isForbidden(String path) throws Exception {
        URI root = URI.create(live.connections().endpoint());
        HttpResponse<String> response = call("POST", "http://127.0.0.1:" + root.getPort() + path, "x");

        assertThat(response.statusCode()).isEqualTo(403);
        assertThat(response.headers().firstValue("x-amzn-errortype")).hasValue("ForbiddenException");
        assertThat(response.body()).isEqualTo("{\"message\":\"Forbidden\"}");
    }

    @Test
    void anyCall_otherStage_isForbiddenToTheSdk() {
        live.connect();
        try (ApiGatewayManagementApiClient other =
                client(live.connections().endpoint().replace("/live", "/prod"))) {
            assertThatExceptionOfType(ForbiddenException.class)
                    .isThrownBy(() -> other.getConnection(get -> get.connectionId(id(0))));
        }
    }

    @Test
    void anyCall_otherMethod_isForbidden() throws Exception {
        live.connect();

        assertThat(call("PUT", live.connections().endpoint() + "/@connections/" + id(0), "x")
                        .statusCode())
                .isEqualTo(403);
    }

    @Test
    void faults_throttled_isLimitExceededUntilTheyEnd() {
        Client client = live.connect();
        live.connections().setFaults(id -> ConnectionsFault.of(Kind.THROTTLED));
        assertThatExceptionOfType(LimitExceededException.class)
                .isThrownBy(() -> post(id(0), "x"))
                .matches(throttled -> throttled.statusCode() == 429);
        live.connections().setFaults(ConnectionsFault.Plan.NONE);
        post(id(0), "y");

        assertThat(client.messages(1)).containsExactly("y");
    }

    @Test
    void faults_internalError_isAServerError() {
        live.connect();
        live.connections().setFaults(id -> ConnectionsFault.of(Kind.INTERNAL_ERROR));

        assertThatExceptionOfType(ApiGatewayManagementApiException.class)
                .isThrownBy(() -> post(id(0), "x"))
                .matches(error -> error.statusCode() == 500);
    }

    @Test
    void faults_dropped_cutsTheCallersConnection() {
        live.connect();
        live.connections().setFaults(id -> ConnectionsFault.of(Kind.DROPPED));

        assertThatExceptionOfType(SdkClientException.class).isThrownBy(() -> post(id(0), "x"));
        assertThat(live.connections().posted()).isZero();
    }

    @Test
    void faults_delay_onlyDelaysTheAnswer() {
        Client client = live.connect();
        live.connections().setFaults(id -> ConnectionsFault.after(Duration.ofMillis(200)));
        long start = System.nanoTime();
        post(id(0), "late");

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(Duration.ofMillis(190));
        assertThat(client.messages(1)).containsExactly("late");
    }

    @Test
    void serve_portTaken_namesThePortAndTheSetting() {
        int port = URI.create(live.connections().endpoint()).getPort();

        assertThatThrownBy(() -> ConnectionsApi.serve(live.vertx(), live.api(), port))
                .isInstanceOf(PortTakenException.class)
                .hasMessageContaining("port " + port)
                .hasMessageContaining("TALLY_CONNECTIONS_PORT");
    }

    /** Returns the connection id of a client, numbered from 0 in the order of connecting. */
    private String id(int client) {
        return live.events("CONNECT")
                .get(client)
                .getJsonObject("requestContext")
                .getString("connectionId");
    }

    private String ids() {
        StringBuilder ids = new StringBuilder();
        for (int client = 0; client < live.events("CONNECT").size(); client++) {
            ids.append(id(client));
        }
        return ids.toString();
    }

    private void post(String id, String text) {
        aws.postToConnection(post -> post.connectionId(id).data(SdkBytes.fromUtf8String(text)));
    }

    private GetConnectionResponse get(String id) {
        return aws.getConnection(get -> get.connectionId(id));
    }

    private void delete(String id) {
        aws.deleteConnection(delete -> delete.connectionId(id));
    }

    private static HttpResponse<String> call(String method, String uri, String body) throws Exception {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(uri))
                                .version(HttpClient.Version.HTTP_1_1)
                                .method(method, BodyPublishers.ofString(body))
                                .build(),
                        BodyHandlers.ofString());
    }

    private static ApiGatewayManagementApiClient client(String endpoint) {
        return ApiGatewayManagementApiClient.builder()
                .endpointOverride(URI.create(endpoint))
                .region(Region.EU_CENTRAL_1)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("x", "x")))
                .httpClientBuilder(UrlConnectionHttpClient.builder())
                .overrideConfiguration(override -> override.retryStrategy(DefaultRetryStrategy.doNotRetry()))
                .build();
    }
}
