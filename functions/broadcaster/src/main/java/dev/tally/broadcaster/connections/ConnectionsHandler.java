package dev.tally.broadcaster.connections;

import com.amazonaws.services.lambda.runtime.Context;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tally.broadcaster.lambda.JsonHandler;
import dev.tally.counter.ConnectionId;
import dev.tally.counter.CounterId;
import dev.tally.counter.TotalStore;
import dev.tally.runtime.metrics.Metrics;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * The function {@code connections}, which handles every route of the WebSocket API. It also makes the scheduled touches,
 * which it receives from their queue.
 *
 * @see <a href="https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-websocket-api-route-keys-connect-disconnect.html">
 *     API Gateway: $connect and $disconnect</a>
 */
@Named("connections")
@Singleton
public class ConnectionsHandler extends JsonHandler {

    private static final Logger LOG = Logger.getLogger(ConnectionsHandler.class);
    private static final int OK = 200;

    private final ServeConnection serveConnection;
    private final SubscribeOnConnect subscribeOnConnect;
    private final DeferredSubscriptions subscriptions;
    private final ConnectGuard connectGuard;
    private final ConnectionLimits limits;
    private final TotalStore totals;
    private final Clock clock;

    public ConnectionsHandler(
            ServeConnection serveConnection,
            SubscribeOnConnect subscribeOnConnect,
            DeferredSubscriptions subscriptions,
            ConnectGuard connectGuard,
            ConnectionLimits limits,
            TotalStore totals,
            Clock clock,
            Metrics metrics) {
        super(metrics);
        this.serveConnection = serveConnection;
        this.subscribeOnConnect = subscribeOnConnect;
        this.subscriptions = subscriptions;
        this.connectGuard = connectGuard;
        this.limits = limits;
        this.totals = totals;
        this.clock = clock;
    }

    @Override
    protected JsonNode handle(JsonNode event, Context context) {
        if (event.has("Records")) {
            event.get("Records")
                    .forEach(message -> scheduledTouch(message.path("body").asText()));
            return JsonNodeFactory.instance.objectNode();
        }
        Optional<SubscriptionEvent> subscription = SubscriptionEvent.of(event);
        if (subscription.isPresent()) {
            subscribeOnConnect.subscribe(subscription.get());
            return answer(OK);
        }
        return answer(route(
                event, new ConnectionId(event.at("/requestContext/connectionId").asText())));
    }

    /** Makes a touch that is due. If it fails, SQS delivers it again. */
    private void scheduledTouch(String counter) {
        try {
            totals.touch(new CounterId(counter));
        } catch (IllegalArgumentException malformed) {
            // A retry would fail again, and repeat the other touches of its batch.
            LOG.errorf("touch.skipped reason=\"%s\"", malformed.getMessage());
        }
    }

    private int route(JsonNode event, ConnectionId connection) {
        switch (event.at("/requestContext/eventType").asText()) {
            case "CONNECT" -> {
                return connect(event, connection);
            }
            case "DISCONNECT" -> serveConnection.close(connection);
            case "MESSAGE" -> message(event, connection);
            default ->
                throw new IllegalArgumentException(
                        "the event has no eventType: invoke connections with an event of a WebSocket API");
        }
        return OK;
    }

    private void message(JsonNode event, ConnectionId connection) {
        ClientMessage message = ClientMessage.ofEvent(event);
        if (limits.mayAct(connection, message)) {
            serveConnection.serve(connection, message);
        } else if (limits.mayNotify(connection)) {
            serveConnection.serve(connection, new ClientMessage.Invalid(limits.tooManyActions()));
        }
    }

    /**
     * Opens a connection. A later invocation subscribes it to the counters of the query, because no push can reach it
     * before this answer.
     */
    private int connect(JsonNode event, ConnectionId connection) {
        int status = connectGuard.status(event);
        if (status != ConnectGuard.OPEN) {
            return status;
        }
        serveConnection.open(connection);
        String counters = ConnectQuery.of(event).counters();
        if (!counters.isEmpty()) {
            subscriptions.request(SubscriptionEvent.first(connection, counters, clock.instant()));
        }
        return OK;
    }

    private static ObjectNode answer(int status) {
        return JsonNodeFactory.instance.objectNode().put("statusCode", status);
    }
}
