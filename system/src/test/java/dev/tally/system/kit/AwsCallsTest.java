package dev.tally.system.kit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tally.localstack.spec.ProjectRoot;
import dev.tally.localstack.spec.StackSpec;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AwsCallsTest {

    private static final String AGENT = "aws-sdk-java/2.41.18 md/io#sync os/Linux app/fanout cfg/retry-mode#standard";

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '\'',
            delimiter = '|',
            value = {
                "DynamoDB_20120810.GetItem|{\"TableName\":\"t\"}|dynamodb:GetItem|table:t",
                "DynamoDB_20120810.Query|{\"TableName\":\"t\",\"IndexName\":\"i\"}|dynamodb:Query|table:t/index/i",
                "DynamoDB_20120810.BatchWriteItem|{\"RequestItems\":{\"t\":[]}}|dynamodb:BatchWriteItem|table:t",
                "AmazonSQS.SendMessageBatch|{\"QueueUrl\":\"http://localhost:1/0/q.fifo\"}|sqs:SendMessage|queue:q.fifo",
                "AmazonSNS.Publish|{}|AmazonSNS.Publish|POST /"
            })
    void of_target_isItsActionOnItsResource(String target, String body, String action, String on) {
        assertThat(AwsCalls.of(AGENT, target, "POST /", body)).containsExactly(new Access("fanout", action, on));
    }

    @ParameterizedTest
    @CsvSource({
        "POST /2015-03-31/functions/fanout/invocations, lambda:InvokeFunction, function:fanout",
        "POST /2015-03-31/functions/fanout%3Alive/invocations, lambda:InvokeFunction, function:fanout",
        "POST /live/@connections/a%3D, execute-api:ManageConnections, connections",
        "DELETE /live/@connections/a%3D, execute-api:ManageConnections, connections",
        "GET /2015-03-31/functions, unknown, GET /2015-03-31/functions"
    })
    void of_path_isItsActionOnItsResource(String line, String action, String on) {
        assertThat(AwsCalls.of(AGENT, null, line, "")).containsExactly(new Access("fanout", action, on));
    }

    @Test
    void of_transaction_isTheActionsOfItsItems() {
        String body =
                "{\"TransactItems\":[{\"Put\":{\"TableName\":\"a\"}},{\"ConditionCheck\":{\"TableName\":\"b\"}}]}";
        assertThat(AwsCalls.of(AGENT, "DynamoDB_20120810.TransactWriteItems", "POST /", body))
                .containsExactly(
                        new Access("fanout", "dynamodb:PutItem", "table:a"),
                        new Access("fanout", "dynamodb:ConditionCheckItem", "table:b"));
    }

    @Test
    void of_callerWithoutName_isUnknown() {
        assertThat(AwsCalls.of("curl/8", null, "POST /live/@connections/a", ""))
                .extracting(Access::function)
                .containsExactly("unknown");
    }

    @Test
    void without_permissionMissingOrUnused_namesIt() {
        Set<Access> made = Access.permitted(StackSpec.load(ProjectRoot.above(Path.of(""))));
        Access more = new Access("press", "dynamodb:DeleteItem", "table:counters");
        Set<Access> withMore = Stream.concat(made.stream(), Stream.of(more)).collect(Collectors.toSet());
        assertThat(Access.without(withMore, made)).containsExactly("press: dynamodb:DeleteItem on table:counters");
        assertThat(Access.without(made, withMore)).isEmpty();
    }
}
