package dev.tally.localstack.stack;

import dev.tally.localstack.gateway.HttpAccess;
import dev.tally.localstack.gateway.WebSocketLimits;
import dev.tally.localstack.lambda.FaultPlan;
import dev.tally.localstack.spec.StackSpec;
import java.nio.file.Path;
import java.util.Map;

/**
 * How a stack runs.
 *
 * @param root the project's root, below which the functions' packages are
 * @param queueSuffix ends the names of the queues; must never have been used before on this cloud
 * @param lambdaPort where the Lambda API is served, 0 for any free port
 * @param connectionsPort where the {@code @connections} API is served, 0 for any free port
 * @param httpAccess who may call the HTTP API
 * @param webSocketLimits how long connections may last
 * @param environments how many processes may run one function at once
 * @param concurrency how many invocations one process runs at once
 * @param environment variables for every function, which win over those of the specification
 * @param faults which answers of functions are lost
 */
public record StackOptions(
        Path root,
        StackSpec spec,
        String queueSuffix,
        int lambdaPort,
        int connectionsPort,
        HttpAccess httpAccess,
        WebSocketLimits webSocketLimits,
        int environments,
        int concurrency,
        Map<String, String> environment,
        FaultPlan faults) {}
