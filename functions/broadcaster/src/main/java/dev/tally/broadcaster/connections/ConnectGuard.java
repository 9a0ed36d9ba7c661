package dev.tally.broadcaster.connections;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tally.broadcaster.lambda.BroadcasterSettings;
import dev.tally.runtime.limit.ClientKey;
import dev.tally.runtime.token.TokenCheck;
import dev.tally.runtime.token.TokenCheck.KeysUnavailable;
import dev.tally.runtime.token.TokenCheck.OutOfScope;
import dev.tally.runtime.token.TokenCheck.Rejected;
import dev.tally.runtime.token.TokenCheck.Valid;
import dev.tally.runtime.token.TokenRule;
import dev.tally.runtime.token.Tokens;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * The check of a new connection: within its client's limit, and with a valid token if the stack requires one.
 *
 * <p>The token is the query parameter {@code token}, because a browser's WebSocket cannot send custom headers.
 */
@Singleton
public class ConnectGuard {

    static final int OPEN = 200;

    private static final Logger LOG = Logger.getLogger(ConnectGuard.class);
    private static final int BAD_REQUEST = 400;
    private static final int UNAUTHORIZED = 401;
    private static final int FORBIDDEN = 403;
    private static final int TOO_MANY_REQUESTS = 429;
    private static final int UNAVAILABLE = 503;

    private final ConnectionLimits limits;
    private final Optional<Tokens> tokens;

    public ConnectGuard(BroadcasterSettings settings, ConnectionLimits limits, Clock clock) {
        this.limits = limits;
        this.tokens = TokenRule.of(
                        settings.jwt().issuer(),
                        settings.jwt().audience(),
                        settings.jwt().scopes())
                .map(rule -> new Tokens(rule, clock));
    }

    /** Returns the HTTP status for an event of {@code $connect}: {@link #OPEN}, or an error. */
    int status(JsonNode event) {
        Optional<String> address =
                Optional.of(event.at("/requestContext/identity/sourceIp").asText());
        ConnectQuery query = ConnectQuery.of(event);
        if (!query.isValid()) {
            return BAD_REQUEST;
        }
        if (tokens.isEmpty()) {
            return limited(ClientKey.of(Optional.empty(), address));
        }
        TokenCheck check = tokens.get().check(query.token());
        if (check instanceof Valid valid) {
            return limited(ClientKey.of(valid.subject(), address));
        } else if (check instanceof KeysUnavailable unavailable) {
            LOG.errorf("connect.keys-unavailable reason=%s", unavailable.reason());
            return UNAVAILABLE;
        } else if (check instanceof OutOfScope outOfScope) {
            LOG.infof("connect.rejected reason=%s", outOfScope.reason());
            return FORBIDDEN;
        }
        LOG.infof("connect.rejected reason=%s", ((Rejected) check).reason());
        return UNAUTHORIZED;
    }

    private int limited(String client) {
        return limits.mayConnect(client) ? OPEN : TOO_MANY_REQUESTS;
    }
}
