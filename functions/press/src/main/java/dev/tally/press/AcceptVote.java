package dev.tally.press;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tally.counter.ClickId;
import dev.tally.counter.CounterId;
import dev.tally.counter.CounterKind;
import dev.tally.counter.Vote;
import dev.tally.counter.Voter;
import dev.tally.press.http.IdempotencyKeys;
import dev.tally.press.http.Problem;
import dev.tally.press.http.ProblemException;
import dev.tally.press.http.ProblemType;
import dev.tally.press.http.RequestBody;
import jakarta.inject.Singleton;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The acceptance of votes: {@code {"value":n}}, or {@code {"add":n}} for claps. A vote is queued as a click is. */
@Singleton
class AcceptVote {

    private static final String VALUE = "value";
    private static final String ADD = "add";

    private final IdempotencyKeys keys;
    private final AcceptChange acceptChange;
    private final int claps;

    AcceptVote(IdempotencyKeys keys, AcceptChange acceptChange, PressSettings settings) {
        this.keys = keys;
        this.acceptChange = acceptChange;
        this.claps = checked(settings.claps());
    }

    private static int checked(int claps) {
        if (claps < 1 || claps > Vote.MAX_CLAPS) {
            throw new IllegalArgumentException("TALLY_CLAPS must be 1 to " + Vote.MAX_CLAPS + ", not " + claps);
        }
        return claps;
    }

    /**
     * Accepts a vote, and returns it once the queue has the message.
     *
     * @param counter a counter that takes votes
     * @throws ProblemException as {@link AcceptClick#accept} does
     */
    AcceptChange.Accepted accept(
            CounterId counter,
            Voter voter,
            @Nullable String key,
            @Nullable String contentType,
            byte @Nullable [] body) {
        return acceptChange.accept(vote(counter, voter, key, body(counter, contentType, body)), key != null);
    }

    /** Accepts the value 0. */
    AcceptChange.Accepted takeBack(CounterId counter, Voter voter, @Nullable String key) {
        return acceptChange.accept(Vote.of(keys.idOf(key), counter, voter, 0), key != null);
    }

    private static JsonNode body(CounterId counter, @Nullable String contentType, byte @Nullable [] body) {
        if (body == null || body.length == 0) {
            throw new ProblemException(Problem.ofField(
                    ProblemType.INVALID_JSON, "body", "body must be a JSON object with value, such as {\"value\":1}"));
        }
        boolean adds = CounterKind.of(counter) == CounterKind.CLAP;
        return RequestBody.read(body, contentType, adds ? List.of(VALUE, ADD) : List.of(VALUE));
    }

    private Vote vote(CounterId counter, Voter voter, @Nullable String key, JsonNode json) {
        CounterKind kind = CounterKind.of(counter);
        int highest = Math.min(kind.highest(), claps);
        if (!json.has(ADD)) {
            int value = whole(json, VALUE, kind.lowest(), highest);
            return Vote.of(keys.idOf(key), counter, voter, value);
        }
        if (json.has(VALUE)) {
            throw invalid(ADD, "body has both value and add: send one of them");
        }
        int add = whole(json, ADD, 1, highest);
        ClickId id = keys.idOf(key);
        return Vote.adding(id, counter, voter, add, claps);
    }

    private static int whole(JsonNode json, String field, int lowest, int highest) {
        return (int) RequestBody.whole(json.path(field), lowest, highest)
                .orElseThrow(() -> invalid(field, field + " must be " + Vote.rule(lowest, highest)));
    }

    private static ProblemException invalid(String field, String detail) {
        return new ProblemException(Problem.ofField(ProblemType.INVALID_FIELD, field, detail));
    }
}
