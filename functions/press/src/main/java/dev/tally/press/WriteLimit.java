package dev.tally.press;

import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.github.benmanes.caffeine.cache.Ticker;
import dev.tally.runtime.limit.ClientLimits;
import dev.tally.runtime.limit.Rate;
import dev.tally.runtime.limit.Verdict;
import jakarta.inject.Singleton;
import java.util.Optional;

/** How often one client may press and post in this environment. */
@Singleton
class WriteLimit {

    private final Rate rate;
    private final ClientLimits clients;

    WriteLimit(PressSettings settings, Ticker ticker) {
        this.rate = Rate.of("TALLY_WRITES", settings.writesPerSecond(), settings.writesBurst());
        this.clients = new ClientLimits(rate, settings.rememberedClients(), ticker::read);
    }

    Rate rate() {
        return rate;
    }

    /** Takes one write of whoever sent an event; empty if there is no limit. */
    Optional<Verdict> take(APIGatewayV2HTTPEvent event) {
        return rate.isLimit() ? Optional.of(clients.take(Caller.of(event))) : Optional.empty();
    }

    /** Lets everybody start anew, where time did not go on from what it was. */
    void forget() {
        clients.forget();
    }
}
