package dev.tally.press.http;

import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent.RequestContext;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent.RequestContext.Authorizer;
import dev.tally.runtime.limit.SourceAddress;
import java.util.Optional;

/** Who calls, by what API Gateway found out; never by a header, which anybody can set. */
final class ClientKey {

    /** OpenID Connect has no longer subject: https://openid.net/specs/openid-connect-core-1_0.html#IDToken. */
    private static final int MAX_SUBJECT = 255;

    private ClientKey() {}

    /** The subject of the token that the authorizer checked, or else the address. */
    static String of(APIGatewayV2HTTPEvent event) {
        Optional<RequestContext> context = Optional.ofNullable(event.getRequestContext());
        return context.map(RequestContext::getAuthorizer)
                .map(Authorizer::getJwt)
                .map(Authorizer.JWT::getClaims)
                .map(claims -> claims.get("sub"))
                .map(subject -> "subject " + subject.substring(0, Math.min(MAX_SUBJECT, subject.length())))
                .or(() -> context.map(RequestContext::getHttp)
                        .map(RequestContext.Http::getSourceIp)
                        .map(address -> "address " + SourceAddress.client(address)))
                .orElse("nobody");
    }
}
