package dev.tally.press.http;

import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.tally.runtime.limit.Verdict;
import java.util.Optional;

/** The limit on the voters without a token that one client brings to this environment. */
public final class NewVoters {

    // An environment remembers the voters that it has seen, each with its client. A voter that returns costs nothing.
    // So the limit concerns only clients that make many ids. A voter that was forgotten counts as new.

    private final RequestLimit limit;
    private final Cache<String, Boolean> seen;

    /** @param tracked the most voters that are remembered */
    public NewVoters(RequestLimit limit, int tracked) {
        this.limit = limit;
        this.seen = Caffeine.newBuilder()
                .maximumSize(tracked)
                .executor(Runnable::run)
                .build();
    }

    public RequestLimit limit() {
        return limit;
    }

    /** Returns the verdict on a write if it rejects the write's voter. */
    public Optional<Verdict> rejection(APIGatewayV2HTTPEvent request) {
        String voter = request.getHeaders().get(VoterHeader.NAME);
        if (voter == null || !VoterHeader.isClient(voter)) {
            return Optional.empty();
        }
        String key = RequestLimit.clientOf(request) + " " + voter;
        if (seen.getIfPresent(key) != null) {
            return Optional.empty();
        }
        Optional<Verdict> verdict = limit.take(request);
        if (verdict.filter(one -> !one.granted()).isPresent()) {
            return verdict;
        }
        seen.put(key, true);
        return Optional.empty();
    }

    /** Resets the limit. */
    void forget() {
        limit.forget();
        seen.invalidateAll();
    }
}
