package dev.tally.localstack.sources.streams;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What follows an attempt.
 *
 * @param rest what to try next, in order
 * @param givenUp what is not tried again, else null
 */
record RetryPlan(List<Attempt> rest, @Nullable Attempt givenUp) {

    private static final RetryPlan DONE = new RetryPlan(List.of(), null);

    /**
     * Plans by Lambda's rules.
     *
     * @see <a href="https://docs.aws.amazon.com/lambda/latest/dg/services-dynamodb-errors.html">Lambda: errors</a>
     */
    static RetryPlan after(Attempt attempt, AttemptOutcome outcome, StreamSettings settings) {
        if (outcome.processed() == attempt.records().size()) {
            return DONE;
        }
        if (!outcome.invoked()) {
            // Throttles and the like are tried again until the records are too old, whatever the quota says.
            return new RetryPlan(List.of(attempt), null);
        }
        return settings.bisectBatchOnFunctionError()
                ? bisected(attempt, outcome.processed(), settings)
                : again(attempt.from(outcome.processed()), settings);
    }

    /**
     * Splits at the record that the function named, or in the middle if it named none or the first; neither takes from
     * the retry quota. A single record cannot be split.
     */
    private static RetryPlan bisected(Attempt attempt, int processed, StreamSettings settings) {
        if (processed > 0) {
            return new RetryPlan(List.of(attempt.from(processed)), null);
        }
        return attempt.records().size() > 1 ? new RetryPlan(attempt.halves(), null) : again(attempt, settings);
    }

    private static RetryPlan again(Attempt attempt, StreamSettings settings) {
        Attempt failed = attempt.failed();
        boolean exhausted = settings.maximumRetryAttempts() != StreamSettings.WITHOUT_END
                && failed.failures() > settings.maximumRetryAttempts();
        return exhausted ? new RetryPlan(List.of(), failed) : new RetryPlan(List.of(failed), null);
    }
}
