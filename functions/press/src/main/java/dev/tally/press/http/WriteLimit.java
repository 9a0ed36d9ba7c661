package dev.tally.press.http;

import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent.RequestContext;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent.RequestContext.Authorizer;
import com.github.benmanes.caffeine.cache.Ticker;
import dev.tally.runtime.limit.ClientKey;
import dev.tally.runtime.limit.ClientLimits;
import dev.tally.runtime.limit.Rate;
import dev.tally.runtime.limit.Verdict;
import java.util.Optional;

/** The limit on presses and posts per client in this environment. */
public class WriteLimit {

    private final Rate rate;
    private final ClientLimits clients;

    /** @param trackedClients the maximum number of clients tracked at once */
    public WriteLimit(Rate rate, int trackedClients, Ticker ticker) {
        this.rate = rate;
        this.clients = new ClientLimits(rate, trackedClients, ticker::read);
    }

    public Rate rate() {
        return rate;
    }

    /** Consumes one write of the event's client, and returns the verdict; empty if there is no limit. */
    public Optional<Verdict> take(APIGatewayV2HTTPEvent event) {
        return rate.isLimit() ? Optional.of(clients.take(clientOf(event))) : Optional.empty();
    }

    /** Resets all limits. Call it after a restore, when the clock has jumped. */
    public void forget() {
        clients.reset();
    }

    private static String clientOf(APIGatewayV2HTTPEvent event) {
        Optional<RequestContext> context = Optional.ofNullable(event.getRequestContext());
        return ClientKey.of(
                context.map(RequestContext::getAuthorizer)
                        .map(Authorizer::getJwt)
                        .map(Authorizer.JWT::getClaims)
                        .map(claims -> claims.get("sub")),
                context.map(RequestContext::getHttp).map(RequestContext.Http::getSourceIp));
    }
}
