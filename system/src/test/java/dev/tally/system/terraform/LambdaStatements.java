package dev.tally.system.terraform;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Set;
import java.util.stream.StreamSupport;

/** The statements of a function's policy for Lambda's own calls: logs, traces, polling, reports of failures. */
final class LambdaStatements {

    private static final Set<List<String>> ACTIONS = Set.of(
            List.of("logs:CreateLogStream", "logs:PutLogEvents"),
            List.of("xray:PutTraceSegments", "xray:PutTelemetryRecords"),
            List.of("sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"),
            List.of("dynamodb:DescribeStream", "dynamodb:GetRecords", "dynamodb:GetShardIterator"),
            List.of("dynamodb:ListStreams"));

    private LambdaStatements() {}

    static boolean matches(JsonNode statement) {
        List<String> actions = StreamSupport.stream(statement.path("Action").spliterator(), false)
                .map(JsonNode::asText)
                .toList();
        return ACTIONS.contains(actions) || statement.at("/Resource/0").asText().endsWith(":live-failures");
    }
}
