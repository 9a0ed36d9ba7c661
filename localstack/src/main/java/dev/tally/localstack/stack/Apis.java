package dev.tally.localstack.stack;

import dev.tally.localstack.gateway.ConnectionsApi;
import dev.tally.localstack.gateway.HttpAccess;
import dev.tally.localstack.gateway.HttpApi;
import dev.tally.localstack.gateway.RequestQuota;
import dev.tally.localstack.gateway.WebSocketApi;
import dev.tally.localstack.gateway.WebSocketLimits;
import dev.tally.localstack.lambda.Functions;
import dev.tally.localstack.spec.StackSpec;
import io.vertx.core.Vertx;
import java.time.InstantSource;

/** The three APIs that API Gateway has on AWS. */
public record Apis(HttpApi http, WebSocketApi webSocket, ConnectionsApi connections) implements AutoCloseable {

    /**
     * Opens the APIs in front of functions.
     *
     * @param connectionsHost an address of this machine that the functions can reach
     * @param connectionsPort 0 for any free port
     * @param quota on the requests of all three together
     */
    static Apis open(
            Vertx vertx,
            Functions functions,
            StackSpec spec,
            HttpAccess access,
            WebSocketLimits limits,
            String connectionsHost,
            int connectionsPort,
            RequestQuota quota) {
        WebSocketApi webSocket =
                new WebSocketApi(vertx, functions, spec.webSocketApi(), limits, InstantSource.system(), quota);
        return new Apis(
                new HttpApi(vertx, functions, spec.httpApi(), access, InstantSource.system(), quota),
                webSocket,
                ConnectionsApi.serve(vertx, webSocket, connectionsHost, connectionsPort));
    }

    @Override
    public void close() {
        webSocket.close();
        connections.close();
    }
}
