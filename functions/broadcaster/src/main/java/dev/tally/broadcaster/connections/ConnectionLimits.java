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

/** How often a client may connect, and a connection may ask for something, in this environment. */
@Singleton
public class ConnectionLimits {

    /** Being told is a push, of which a client that does not listen must not get more than a few. */
    private static final Rate NOTICES = new Rate(1, 1);

    private final ClientLimits connects;
    private final ClientLimits actions;
    private final ClientLimits notices;

    public ConnectionLimits(BroadcasterSettings settings, LongSupplier nanos) {
        int remembered = settings.trackedClients();
        this.connects = new ClientLimits(
                Rate.of("TALLY_CONNECTS", settings.connectsPerSecond(), settings.connectsBurst()), remembered, nanos);
        this.actions = new ClientLimits(
                Rate.of("TALLY_ACTIONS", settings.actionsPerSecond(), settings.actionsBurst()), remembered, nanos);
        this.notices = new ClientLimits(NOTICES, remembered, nanos);
    }

    public boolean mayConnect(String client) {
        return take(connects, client);
    }

    boolean mayAct(ConnectionId connection) {
        return take(actions, connection.value());
    }

    /** Whether a connection that may not act is told so again. */
    boolean mayNotify(ConnectionId connection) {
        return take(notices, connection.value());
    }

    /** What a connection that may not act is told. */
    public ClientError tooManyActions() {
        Rate rate = actions.rate();
        return new ClientError(
                "too-many-actions",
                "a connection may send " + rate.perSecond() + " messages a second, and " + rate.burst()
                        + " at once after a rest; some were ignored: wait a second, then send what is still wanted");
    }

    /** Resets all limits, because the clock has jumped where a snapshot is restored. */
    void forget(@Observes Restored restored) {
        connects.forget();
        actions.forget();
        notices.forget();
    }

    private static boolean take(ClientLimits limits, String client) {
        return !limits.rate().isLimit() || limits.take(client).granted();
    }
}
