package dev.tally.localstack.gateway;

import dev.tally.runtime.token.TokenCheck;
import dev.tally.runtime.token.TokenCheck.KeysUnavailable;
import dev.tally.runtime.token.TokenCheck.OutOfScope;
import dev.tally.runtime.token.TokenCheck.Rejected;
import dev.tally.runtime.token.TokenCheck.Valid;
import dev.tally.runtime.token.TokenRule;
import dev.tally.runtime.token.Tokens;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import org.jboss.logging.Logger;

/**
 * The JWT authorizer of a route.
 *
 * @see <a href="https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-jwt-authorizer.html">Control access
 *     to HTTP APIs with JWT authorizers</a>
 */
final class JwtAuthorizer {

    private static final Logger LOG = Logger.getLogger(JwtAuthorizer.class);
    private static final String BEARER = "Bearer ";

    private final Vertx vertx;
    private final TokenRule rule;
    private final Tokens tokens;

    JwtAuthorizer(Vertx vertx, TokenRule rule, InstantSource clock) {
        this.vertx = vertx;
        this.rule = rule;
        this.tokens = new Tokens(rule, clock);
    }

    /** A valid token, and the scopes of the route. If the route has scopes, the token has one of them. */
    record Authorization(Valid token, Set<String> scopes) {}

    /** Validates the token. Fails with {@link NotAuthorizedException} if the request must not reach the function. */
    Future<Authorization> authorize(HttpServerRequest request) {
        String header = request.getHeader(HttpHeaders.AUTHORIZATION);
        if (header == null) {
            return Future.failedFuture(new NotAuthorizedException(GatewayFault.UNAUTHORIZED, Optional.empty()));
        }
        // The validation may request the issuer's keys, which blocks.
        return vertx.executeBlocking(() -> authorization(tokens.check(token(header))), false);
    }

    private Authorization authorization(TokenCheck check) {
        if (check instanceof Valid valid) {
            return new Authorization(valid, rule.scopes());
        } else if (check instanceof OutOfScope outOfScope) {
            throw new NotAuthorizedException(GatewayFault.FORBIDDEN, Optional.of(outOfScope.reason()));
        } else if (check instanceof KeysUnavailable unavailable) {
            LOG.errorf("http.keys-unavailable reason=%s", unavailable.reason());
            throw new NotAuthorizedException(GatewayFault.UNAUTHORIZED, Optional.of(unavailable.reason()));
        }
        throw new NotAuthorizedException(GatewayFault.UNAUTHORIZED, Optional.of(((Rejected) check).reason()));
    }

    private static String token(String header) {
        return header.regionMatches(true, 0, BEARER, 0, BEARER.length()) ? header.substring(BEARER.length()) : header;
    }

    /** The error for a request without a sufficient token. */
    static final class NotAuthorizedException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        private final GatewayFault fault;
        private final String challenge;

        /** @param why the reason for rejecting the token, empty if there was none */
        NotAuthorizedException(GatewayFault fault, Optional<String> why) {
            super(why.orElse("the request has no token"), null, false, false);
            this.fault = fault;
            this.challenge = "Bearer"
                    + why.map(reason -> " error=\"" + error(fault) + "\" error_description=\""
                                    + reason.replace('"', '\'') + "\"")
                            .orElse("");
        }

        HttpAnswer answer() {
            HttpAnswer answer = fault.answer();
            answer.headers().set("www-authenticate", challenge);
            return answer;
        }

        /** https://www.rfc-editor.org/rfc/rfc6750#section-3.1 */
        private static String error(GatewayFault fault) {
            return fault == GatewayFault.FORBIDDEN ? "insufficient_scope" : "invalid_token";
        }
    }
}
