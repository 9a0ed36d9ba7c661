package dev.tally.system.terraform;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tally.localstack.spec.ProjectRoot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The endpoints of the provider for an emulator: without one of them, Terraform calls AWS itself with dummy credentials. */
class ProviderEndpointsTest {

    private static final Path PROVIDERS =
            ProjectRoot.above(Path.of("")).resolve(Path.of("infra", "terraform", "providers.tf"));
    private static final Pattern ENDPOINT = Pattern.compile("(\\w+) += endpoints\\.value");

    /** The service that the provider calls for a type. It calls none for {@code aws_partition}. */
    private static final Map<String, Set<String>> SERVICES = Map.ofEntries(
            Map.entry("aws_api_gateway_account", Set.of("apigateway")),
            Map.entry("aws_apigatewayv2_api", Set.of("apigatewayv2")),
            Map.entry("aws_apigatewayv2_api_mapping", Set.of("apigatewayv2")),
            Map.entry("aws_apigatewayv2_authorizer", Set.of("apigatewayv2")),
            Map.entry("aws_apigatewayv2_domain_name", Set.of("apigatewayv2")),
            Map.entry("aws_apigatewayv2_integration", Set.of("apigatewayv2")),
            Map.entry("aws_apigatewayv2_route", Set.of("apigatewayv2")),
            Map.entry("aws_apigatewayv2_stage", Set.of("apigatewayv2")),
            Map.entry("aws_budgets_budget", Set.of("budgets")),
            Map.entry("aws_caller_identity", Set.of("sts")),
            Map.entry("aws_cloudwatch_dashboard", Set.of("cloudwatch")),
            Map.entry("aws_cloudwatch_event_api_destination", Set.of("events")),
            Map.entry("aws_cloudwatch_event_connection", Set.of("events")),
            Map.entry("aws_cloudwatch_event_rule", Set.of("events")),
            Map.entry("aws_cloudwatch_event_target", Set.of("events")),
            Map.entry("aws_cloudwatch_log_group", Set.of("cloudwatchlogs")),
            Map.entry("aws_cloudwatch_metric_alarm", Set.of("cloudwatch")),
            // The provider looks up the key of an encrypted table.
            Map.entry("aws_dynamodb_table", Set.of("dynamodb", "kms")),
            Map.entry("aws_dynamodb_tables", Set.of("dynamodb")),
            Map.entry("aws_iam_role", Set.of("iam")),
            Map.entry("aws_iam_role_policy", Set.of("iam")),
            Map.entry("aws_iam_role_policy_attachment", Set.of("iam")),
            Map.entry("aws_lambda_alias", Set.of("lambda")),
            Map.entry("aws_lambda_event_source_mapping", Set.of("lambda")),
            Map.entry("aws_lambda_function", Set.of("lambda")),
            Map.entry("aws_lambda_functions", Set.of("lambda")),
            Map.entry("aws_lambda_permission", Set.of("lambda")),
            Map.entry("aws_partition", Set.of()),
            Map.entry("aws_scheduler_schedule", Set.of("scheduler")),
            Map.entry("aws_servicequotas_service_quota", Set.of("servicequotas")),
            Map.entry("aws_sns_topic", Set.of("sns")),
            Map.entry("aws_sns_topic_policy", Set.of("sns")),
            Map.entry("aws_sns_topic_subscription", Set.of("sns")),
            Map.entry("aws_sqs_queue", Set.of("sqs")),
            Map.entry("aws_sqs_queues", Set.of("sqs")));

    @Test
    void types_all_haveTheirServiceHere() throws IOException {
        assertThat(SERVICES.keySet())
                .as("add each new type with the services that the provider calls for it")
                .containsAll(DeployerPolicyTest.typesIn("."));
    }

    @Test
    void endpoints_emulator_nameEveryServiceThatTheProviderCalls() throws IOException {
        Set<String> called = DeployerPolicyTest.typesIn(".").stream()
                .flatMap(type -> SERVICES.getOrDefault(type, Set.of()).stream())
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(ENDPOINT.matcher(Files.readString(PROVIDERS)).results().map(match -> match.group(1)))
                .as("endpoints of the provider in providers.tf")
                .containsAll(called)
                // For the credentials and the account.
                .contains("sts");
    }
}
