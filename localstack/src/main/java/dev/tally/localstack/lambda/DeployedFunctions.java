package dev.tally.localstack.lambda;

import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** The functions with what the Invoke API tells about them. */
public interface DeployedFunctions extends Functions {

    /**
     * Invokes as {@link #invoke(String, Buffer)} does.
     *
     * @param logType whether the result holds the end of the log, which costs a little
     */
    CompletionStage<InvocationResult> invoke(String function, Buffer payload, LogType logType);

    /** The functions, ordered by name. */
    List<FunctionDeployment> deployments();

    /** The name in full of a function, whether it is deployed or not. */
    String arn(String function);
}
