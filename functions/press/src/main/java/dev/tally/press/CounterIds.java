package dev.tally.press;

import dev.tally.counter.CounterId;
import dev.tally.press.http.Problem;
import dev.tally.press.http.ProblemException;
import dev.tally.press.http.ProblemType;

/** The parser of counter ids in requests. */
final class CounterIds {

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
}
