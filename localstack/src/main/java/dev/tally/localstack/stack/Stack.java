package dev.tally.localstack.stack;

import dev.tally.localstack.cloud.Cloud;
import dev.tally.localstack.cloud.DeadLetterQueue;
import dev.tally.localstack.tracing.Traces;
import java.net.URI;

/** What is behind the front door, wherever its functions run. */
public sealed interface Stack extends AutoCloseable permits TallyStack, RemoteStack {

    Cloud cloud();

    Apis apis();

    /** Where the functions can be invoked. */
    URI lambdaEndpoint();

    DeadLetterQueue deadLetters();

    /** What became of presses, as far as their functions tell this machine. */
    Traces traces();

    /**
     * Starts functions and event sources; returns when every function is ready to be invoked.
     *
     * @throws IllegalArgumentException if a setting is wrong or a package missing; the message names it
     * @throws IllegalStateException if it cannot start, or is closed meanwhile
     */
    void start();

    /** Ends everything in order, once, even while it starts. */
    @Override
    void close();
}
