package dev.tally.localstack.stack;

import dev.tally.localstack.cloud.Cloud;
import dev.tally.localstack.cloud.DeadLetterQueue;
import dev.tally.localstack.quota.QuotaMeter;
import dev.tally.localstack.tracing.Traces;
import java.net.URI;
import java.util.Optional;

/** The APIs and their functions, on this machine or in an emulator. */
public sealed interface Stack extends AutoCloseable permits TallyStack, RemoteStack {

    Cloud cloud();

    Apis apis();

    /** Returns the endpoint at which the functions can be invoked. */
    URI lambdaEndpoint();

    DeadLetterQueue deadLetters();

    /** Returns the count of reached quotas, nothing if there are no quotas. */
    Optional<QuotaMeter> quotas();

    /** Returns the traces of presses that the functions have reported to this machine. */
    Traces traces();

    /**
     * Starts functions and event sources, and waits until every function can be invoked.
     *
     * @throws IllegalArgumentException if a setting is wrong or a package is missing; the message names it
     * @throws IllegalStateException if a part cannot start, or the stack is closed meanwhile
     */
    void start();

    /** Stops all parts in order, once, even during the start. */
    @Override
    void close();
}
