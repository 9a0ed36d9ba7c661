package dev.tally.broadcaster.connections;

import dev.tally.broadcaster.channel.ClientError;
import dev.tally.broadcaster.lambda.BroadcasterSettings;
import dev.tally.counter.ConnectionId;
import dev.tally.runtime.limit.ClientLimits;
import dev.tally.runtime.limit.Rate;
import dev.tally.runtime.snapstart.Restored;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.function.LongSupplier;

/** The limits of an environment: the connects of each client, and the messages of each connection. */
@Singleton
public class ConnectionLimits {

    /** An error frame costs a push, so a connection over its limit gets at most one a second. */
    private static final Rate NOTICES = new Rate(1, 1);

    private final ClientLimits connects;
    private final ClientLimits actions;
    private final ClientLimits notices;

    public ConnectionLimits(BroadcasterSettings settings, LongSupplier nanos) {
        int tracked = settings.trackedClients();
        this.connects = new ClientLimits(
                Rate.of("TALLY_CONNECTS", settings.connectsPerSecond(), settings.connectsBurst()), tracked, nanos);
        this.actions = new ClientLimits(
                Rate.of("TALLY_ACTIONS", settings.actionsPerSecond(), settings.actionsBurst()), tracked, nanos);
        this.notices = new ClientLimits(NOTICES, tracked, nanos);
    }

    public boolean mayConnect(String client) {
        return take(connects, client, 1);
    }

    /** Returns whether a message is within its connection's limit. It counts once for each counter that it names. */
    boolean mayAct(ConnectionId connection, ClientMessage message) {
        return take(actions, connection.value(), Math.max(1, message.counters().size()));
    }

    /** Returns whether a connection over its limit may get an error frame now. */
    boolean mayNotify(ConnectionId connection) {
        return take(notices, connection.value(), 1);
    }

    /** Returns the error for a connection over its limit. */
    public ClientError tooManyActions() {
        Rate rate = actions.rate();
        return new ClientError(
                "too-many-actions",
                "messages were ignored, because this connection sent more than " + rate.perSecond()
                        + " a second (" + rate.burst()
                        + " at once after a rest; a message counts once for each counter that it names): wait until the"
                        + " limit allows them, then send those that you still need");
    }

    /** Resets all limits, because the clock jumps when a snapshot is restored. */
    void reset(@Observes Restored restored) {
        connects.reset();
        actions.reset();
        notices.reset();
    }

    private static boolean take(ClientLimits limits, String client, int tokens) {
        return !limits.rate().isLimit() || limits.take(client, tokens).granted();
    }
}
