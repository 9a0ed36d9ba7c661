package dev.tally.localstack.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tally.localstack.quota.ManualQuotas;
import dev.tally.localstack.quota.Quota;
import dev.tally.localstack.quota.Quotas;
import dev.tally.localstack.spec.StackSpec;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.UpgradeRejectedException;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * API Gateway's quotas for all APIs of an account together.
 *
 * @see <a href="https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html">Amazon API Gateway quotas</a>
 */
class RequestQuotaTest {

    /** 5 connects a second, and a bucket of 50 requests. */
    private static final double SCALE = 0.01;

    private static final int CONNECTS = 5;
    private static final int REQUESTS = 50;

    private final ManualQuotas time = new ManualQuotas();
    private final Quotas quotas = time.scaledBy(SCALE);
    private final RequestQuota quota = RequestQuota.of(quotas);
    private final LiveApi live = new LiveApi(WebSocketLimits.AWS, InstantSource.system(), quota);
    private final HttpServer http = LiveApi.join(live.vertx()
            .createHttpServer()
            .requestHandler(new HttpApi(
                    live.vertx(),
                    live.functions(),
                    new StackSpec.HttpApi(
                            "press", 200, List.of(), new StackSpec.Cors(List.of(), List.of(), List.of(), 600)),
                    HttpAccess.OPEN,
                    InstantSource.system(),
                    quota))
            .listen(0, "127.0.0.1"));

    @AfterEach
    void close() {
        live.close();
    }

    @Test
    void request_aboveTheQuota_isTooManyRequests() throws Exception {
        useUp(REQUESTS);

        HttpResponse<String> answer = get(http.actualPort(), "/v1/counters/likes");
        assertThat(answer.statusCode()).isEqualTo(429);
        assertThat(answer.body()).isEqualTo("{\"message\":\"Too Many Requests\"}");
        assertThat(live.functions().events()).isEmpty();
        time.advance(Duration.ofMillis(10));
        assertThat(get(http.actualPort(), "/v1/counters/likes").statusCode()).isEqualTo(200);
        assertThat(quotas.meter().report().reached()).isEqualTo(Map.of(Quota.REQUESTS_PER_SECOND, 1L));
    }

    @Test
    void message_aboveTheQuota_isAnErrorFrame() {
        Client client = live.connect();
        useUp(REQUESTS - 1);

        client.send("{\"action\":\"ping\"}");

        JsonObject error = new JsonObject(client.messages(1).get(0));
        assertThat(error.getString("message")).isEqualTo("Too Many Requests");
        assertThat(live.events("MESSAGE")).isEmpty();
    }

    @Test
    void connect_aboveTheConnects_isTooManyRequests() {
        for (int connect = 0; connect < CONNECTS; connect++) {
            live.connect();
        }

        assertThatThrownBy(live::connect)
                .cause()
                .isInstanceOfSatisfying(UpgradeRejectedException.class, rejected -> assertThat(rejected.getStatus())
                        .isEqualTo(429));
        time.advance(Duration.ofMillis(200));
        live.connect();
        assertThat(quotas.meter().report().reached()).isEqualTo(Map.of(Quota.CONNECTS_PER_SECOND, 1L));
    }

    @Test
    void push_aboveTheQuota_isLimitExceeded() throws Exception {
        live.connect();
        String id =
                live.events("CONNECT", 1).get(0).getJsonObject("requestContext").getString("connectionId");
        useUp(REQUESTS - 1);

        HttpResponse<String> answer = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(
                                        live.connections().endpoint() + "/@connections/" + id.replace("=", "%3D")))
                                .POST(BodyPublishers.ofString("hello"))
                                .build(),
                        BodyHandlers.ofString());

        assertThat(answer.statusCode()).isEqualTo(429);
        assertThat(answer.headers().firstValue("x-amzn-errortype")).hasValue("LimitExceededException");
    }

    private void useUp(int requests) {
        for (int request = 0; request < requests; request++) {
            assertThat(quota.takeRequest()).isTrue();
        }
    }

    private static HttpResponse<String> get(int port, String path) throws Exception {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create("http://localhost:" + port + path))
                                .build(),
                        BodyHandlers.ofString());
    }
}
