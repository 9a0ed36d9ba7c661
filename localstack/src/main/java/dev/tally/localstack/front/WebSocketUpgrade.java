package dev.tally.localstack.front;

import dev.tally.localstack.gateway.Admission;
import dev.tally.localstack.gateway.ClientConnection;
import dev.tally.localstack.gateway.WebSocketApi;
import io.quarkus.websockets.next.HttpUpgradeCheck;
import io.quarkus.websockets.next.UserData;
import io.quarkus.websockets.next.WebSocketConnection;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** The check of WebSocket handshakes by the stack's WebSocket API. */
@ApplicationScoped
public class WebSocketUpgrade implements HttpUpgradeCheck {

    private static final int SERVICE_UNAVAILABLE = 503;
    private static final UserData.TypedKey<ClientConnection> CONNECTION = new UserData.TypedKey<>("connection");

    private final AtomicReference<@Nullable WebSocketApi> api = new AtomicReference<>();

    /** Starts to serve the API. Before this call, every handshake is answered with 503. */
    public void open(WebSocketApi opened) {
        api.set(opened);
    }

    @Override
    public Uni<CheckResult> perform(HttpUpgradeContext upgrade) {
        WebSocketApi opened = api.get();
        if (opened == null) {
            return CheckResult.rejectUpgrade(SERVICE_UNAVAILABLE, Map.of("Retry-After", List.of("1")));
        }
        // The answer arrives on a different event loop from that of the request.
        Context requests = Vertx.currentContext();
        return Uni.createFrom().emitter(emitter -> opened.connect(upgrade.httpRequest())
                .onSuccess(admission ->
                        requests.runOnContext(here -> emitter.complete(result(admission, upgrade.userData())))));
    }

    /** Returns the API, which is open once a handshake was accepted. */
    WebSocketApi api() {
        WebSocketApi opened = api.get();
        if (opened == null) {
            throw new IllegalStateException("the stack is starting");
        }
        return opened;
    }

    static ClientConnection connection(WebSocketConnection socket) {
        return socket.userData().get(CONNECTION);
    }

    private static CheckResult result(Admission admission, UserData data) {
        if (!admission.isGranted()) {
            return CheckResult.rejectUpgradeSync(admission.status());
        }
        data.put(CONNECTION, admission.connection());
        return CheckResult.permitUpgradeSync();
    }
}
