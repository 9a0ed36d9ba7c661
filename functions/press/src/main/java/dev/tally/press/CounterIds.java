package dev.tally.press;

import dev.tally.counter.CounterId;
import dev.tally.counter.CounterKind;
import dev.tally.press.http.Problem;
import dev.tally.press.http.ProblemException;
import dev.tally.press.http.ProblemType;
import java.util.Arrays;
import java.util.List;

/** The parser of counter ids in requests. */
final class CounterIds {

    /** The maximum number of counters in one call. */
    static final int MAX_IDS = 100;

    private CounterIds() {}

    /**
     * Returns the id that a text names.
     *
     * @throws ProblemException 400 if the text is not an id
     */
    static CounterId parse(String text) {
        try {
            return new CounterId(text);
        } catch (IllegalArgumentException broken) {
            throw new ProblemException(
                    Problem.ofField(ProblemType.INVALID_COUNTER, "counter", String.valueOf(broken.getMessage())));
        }
    }

    /**
     * Returns the id of a counter that takes clicks.
     *
     * @throws ProblemException 400 if the text is not such an id
     */
    static CounterId parseOfClicks(String text) {
        CounterId counter = parse(text);
        requireClicks(counter);
        return counter;
    }

    /**
     * Returns the id of a counter that takes votes.
     *
     * @throws ProblemException 400 if the text is not such an id
     */
    static CounterId parseOfVotes(String text) {
        CounterId counter = parse(text);
        requireVotes(counter);
        return counter;
    }

    /** @throws ProblemException 400 if the counter takes votes */
    static void requireClicks(CounterId counter) {
        if (CounterKind.of(counter).takesVotes()) {
            throw wrongKind(
                    "counter " + counter + " takes votes and no clicks: use PUT /v1/counters/" + counter + "/vote");
        }
    }

    /** @throws ProblemException 400 if the counter takes clicks */
    static void requireVotes(CounterId counter) {
        if (!CounterKind.of(counter).takesVotes()) {
            throw wrongKind(
                    "counter " + counter + " takes clicks and no votes: the id of a counter with votes must begin"
                            + " with " + CounterKind.prefixes());
        }
    }

    private static ProblemException wrongKind(String detail) {
        return new ProblemException(Problem.ofField(ProblemType.WRONG_KIND, "counter", detail));
    }

    /**
     * Parses {@code ids=a,b&ids=c} as it does {@code ids=a,b,c}, because most HTTP libraries repeat a list's name.
     *
     * @throws ProblemException 400 if there is no id, too many of them, or a text that is not an id
     */
    static List<CounterId> parseAll(List<String> lists) {
        String ids = String.join(",", lists);
        if (ids.isEmpty()) {
            throw invalid("ids must name 1 to " + MAX_IDS + " counters, as in ?ids=a,b,c");
        }
        List<CounterId> counters =
                Arrays.stream(ids.split(",", -1)).map(CounterIds::parse).toList();
        if (counters.size() > MAX_IDS) {
            throw invalid("ids must name 1 to " + MAX_IDS + " counters, not " + counters.size());
        }
        return counters;
    }

    private static ProblemException invalid(String detail) {
        return new ProblemException(Problem.ofField(ProblemType.INVALID_QUERY, "ids", detail));
    }
}
