package dev.tally.localstack.stack;

import dev.tally.localstack.gateway.HttpAccess;
import dev.tally.localstack.gateway.WebSocketLimits;
import dev.tally.localstack.lambda.LambdaSettings;
import dev.tally.localstack.quota.Quotas;
import dev.tally.localstack.spec.StackSpec;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The settings of a stack on one machine.
 *
 * @param root directory of the project, which contains the functions' packages
 * @param queueSuffix of the queues' names, never used for other queues on this cloud
 * @param epochTime the time of the epoch: sorts after those of all earlier states of the data
 * @param lambdaPort of the Lambda API, 0 for any free port
 * @param connectionsPort of the {@code @connections} API, 0 for any free port
 * @param httpAccess origins and tokens that the HTTP API accepts
 * @param webSocketLimits on the duration of connections
 * @param environments maximum number of processes of one function
 * @param concurrency number of invocations that one process runs at once
 * @param environment variables for every function, which override the specification
 * @param lambda the host of the functions; its region is that of the cloud
 * @param quotas those of the cloud, null for none
 */
public record StackOptions(
        Path root,
        StackSpec spec,
        String queueSuffix,
        String epochTime,
        int lambdaPort,
        int connectionsPort,
        HttpAccess httpAccess,
        WebSocketLimits webSocketLimits,
        int environments,
        int concurrency,
        Map<String, String> environment,
        LambdaSettings lambda,
        @Nullable Quotas quotas) {}
