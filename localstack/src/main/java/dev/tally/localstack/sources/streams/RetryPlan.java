package dev.tally.localstack.sources.streams;

import java.util.List;

/**
 * Lambda's rules for retries.
 *
 * @see <a href="https://docs.aws.amazon.com/lambda/latest/dg/services-dynamodb-errors.html">Lambda: errors</a>
 */
final class RetryPlan {

    private RetryPlan() {}

    /** Returns the attempts that follow an attempt, in order; none if all records are done. */
    static List<Attempt> after(Attempt attempt, AttemptOutcome outcome, boolean bisect) {
        if (outcome.processed() == attempt.records().size()) {
            return List.of();
        }
        // A single record cannot be split. A batch that did not reach the function, such as a throttled one, stays
        // whole.
        boolean halve = bisect
                && outcome.invoked()
                && outcome.processed() == 0
                && attempt.records().size() > 1;
        return halve ? attempt.halves() : List.of(attempt.from(outcome.processed()));
    }
}
