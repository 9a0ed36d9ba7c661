package dev.tally.press.http;

import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent.RequestContext;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent.RequestContext.Authorizer;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The right to administer counters and posts.
 *
 * <p>API Gateway writes the authorizer of an event. An authorizer by IAM is in events of the command line alone, because
 * no route has one. Lambda's Invoke API has then validated the caller.
 */
public final class AdminAccess {

    private static final String FIELD = "Authorization";
    private static final String COMMANDS = "use make adjust, make reset or make delete-post";

    private final Optional<String> scope;

    /** @param scope the scope that a token must grant, empty if no token suffices */
    public AdminAccess(Optional<String> scope) {
        this.scope = scope;
    }

    /** Returns the problem of a request without the right, empty if it has the right. */
    Optional<Problem> problem(APIGatewayV2HTTPEvent request) {
        Optional<Authorizer> authorizer =
                Optional.ofNullable(request.getRequestContext()).map(RequestContext::getAuthorizer);
        if (authorizer.map(Authorizer::getIam).isPresent()) {
            return Optional.empty();
        }
        if (scope.isEmpty()) {
            return Optional.of(forbidden(
                    "administration over HTTP is off: require tokens and set TALLY_ADMIN_SCOPE, or " + COMMANDS));
        }
        boolean grants = authorizer
                .map(Authorizer::getJwt)
                .map(Authorizer.JWT::getClaims)
                .filter(claims -> grants(claims, scope.get()))
                .isPresent();
        return grants
                ? Optional.empty()
                : Optional.of(forbidden(
                        "the token must grant the scope " + scope.get() + ": send such a token, or " + COMMANDS));
    }

    /** API Gateway writes a list as {@code [a b]}. */
    private static boolean grants(Map<String, @Nullable String> claims, String scope) {
        String scopes = claims.getOrDefault("scope", claims.get("scp"));
        return scopes != null && Arrays.asList(scopes.split("[\\[\\] ,]+")).contains(scope);
    }

    private static Problem forbidden(String detail) {
        return Problem.ofField(ProblemType.ADMINISTRATION_FORBIDDEN, FIELD, detail);
    }
}
