package dev.tally.localstack.lambda;

import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** The functions with their versions, as the Lambda API invokes and lists them. */
public interface DeployedFunctions extends Functions {

    /**
     * Invokes a version of a function like {@link #invoke(String, Buffer)}, which invokes the alias.
     *
     * @param logType whether the result contains the end of the log, which costs a little
     */
    CompletionStage<InvocationResult> invoke(FunctionName function, Buffer payload, LogType logType);

    /** Returns the version {@code $LATEST} of each function, ordered by name. */
    List<FunctionDeployment> deployments();

    /** Returns whether a function has a version or alias. */
    boolean has(FunctionName function);

    /** @throws NoSuchFunctionException if there is no such function */
    FunctionVersions versions(String function);

    /** Replaces the code of {@code $LATEST}, and returns that version. Blocks. */
    FunctionDeployment updateCode(String function, Buffer zip);

    /** Publishes {@code $LATEST} unless it is the same as the newest version, and returns the newest. Blocks. */
    FunctionDeployment publish(String function, String description);

    /**
     * Moves the alias. Invocations on the versions before complete there; after that, their processes end. Blocks.
     *
     * @param alias of published versions
     * @throws IllegalStateException if a version cannot start; the alias stays
     */
    void moveLive(String function, FunctionAlias alias);

    /** Returns a function's ARN, even if the function is not deployed. */
    String arn(String function);
}
