package dev.tally.localstack.lambda;

import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** The functions with the properties that the Invoke API lists. */
public interface DeployedFunctions extends Functions {

    /**
     * Invokes a function like {@link #invoke(String, Buffer)}.
     *
     * @param logType whether the result contains the end of the log, which costs a little
     */
    CompletionStage<InvocationResult> invoke(String function, Buffer payload, LogType logType);

    /** Returns the functions, ordered by name. */
    List<FunctionDeployment> deployments();

    /** Returns a function's ARN, even if the function is not deployed. */
    String arn(String function);
}
