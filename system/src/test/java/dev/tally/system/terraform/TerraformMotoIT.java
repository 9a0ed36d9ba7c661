package dev.tally.system.terraform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.tally.localstack.spec.ProjectRoot;
import dev.tally.system.kit.Programs;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.ResourceLock;

/**
 * The stack's life on moto: applied with a local state, planned again without a difference, and destroyed with the state in S3.
 * moto has only half of budgets.
 */
@Execution(ExecutionMode.CONCURRENT)
@ResourceLock("terraform")
@Tag("slow")
class TerraformMotoIT {

    // moto returns these in another form: an alias as its version, and JSON with blanks.
    private static final Map<String, String> MOTO_ECHOES = Map.of(
            "aws_lambda_event_source_mapping", "function_name",
            "aws_sqs_queue", "redrive_policy");
    private static final JsonMapper JSON = new JsonMapper();
    private static final Pattern SERVICE = Pattern.compile("rpc\\.service=(\"[^\"]+\"|\\w+)");
    private static final Pattern METHOD = Pattern.compile("rpc\\.method=(\\w+)");
    // The names in policies, if they are not the provider's names in lower case.
    private static final Map<String, String> SERVICES =
            Map.of("API Gateway", "apigateway", "ApiGatewayV2", "apigateway", "CloudWatch Logs", "logs");

    @TempDir
    private Path workspace;

    @Test
    void apply_thenPlan_isEmptyAndDestroyLeavesNothing() throws Exception {
        Terraform terraform = Terraform.ready(ProjectRoot.above(Path.of("")), workspace);
        String executable = Programs.onPath("moto_server").map(Path::toString).orElseGet(TerraformMotoIT::skip);
        try (Moto moto = Moto.start(executable, workspace.resolve("moto.log"))) {
            String applied = run(terraform, moto, "apply", "-auto-approve");
            assertThat(applied).contains("Apply complete!").contains("0 changed, 0 destroyed");

            moveStateToS3(terraform, moto);
            run(terraform, moto, "plan", "-out=again.tfplan");
            JsonNode again =
                    JSON.readTree(terraform.run("show", "-json", "again.tfplan").successful());
            assertThat(differences(again)).isEmpty();

            removePermission(terraform, moto);
            rollBack(moto);

            // The plan has just read all resources.
            String destroyed = run(terraform, moto, "destroy", "-auto-approve", "-refresh=false");
            assertThat(destroyed).contains("Destroy complete!");
            assertThat(terraform.run("state", "list").successful()).isBlank();
            assertCallsAreAllowed();
            System.out.println(applied.lines()
                    .filter(line -> line.startsWith("Apply complete!"))
                    .findFirst()
                    .orElseThrow());
        }
    }

    /** The code that runs must have its permissions until the alias leads to the new code. */
    private void removePermission(Terraform terraform, Moto moto) throws IOException {
        Path stack = workspace.resolve(Path.of("infra", "stack.yaml"));
        Files.writeString(stack, Files.readString(stack).replaceFirst("dynamodb:BatchGetItem, ", ""));

        String changed = run(terraform, moto, "apply", "-auto-approve", "-var=revision=2");

        assertThat(changed)
                .containsSubsequence(
                        "aws_iam_role_policy.function[\"press\"]: Creation complete",
                        "aws_lambda_function.this[\"press\"]: Modifying",
                        "aws_lambda_alias.live[\"press\"]: Modifications complete",
                        "aws_iam_role_policy.function[\"press\"]: Destruction complete");
    }

    /** Every function has a version of both deployments, although only one function has changed. */
    private void rollBack(Moto moto) throws Exception {
        if (Programs.onPath("aws").isEmpty()) {
            System.err.println(
                    "SKIPPED: rollback of infra/terraform: aws is not on the PATH; https://aws.amazon.com/cli");
            return;
        }
        Path output = workspace.resolve("rollback.txt");
        ProcessBuilder builder = new ProcessBuilder("tools/aws.sh", "rollback", "yes")
                .directory(ProjectRoot.above(Path.of("")).toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment()
                .putAll(Map.of(
                        "AWS_ENDPOINT_URL",
                        moto.endpoint(),
                        "AWS_ACCESS_KEY_ID",
                        "test",
                        "AWS_SECRET_ACCESS_KEY",
                        "test",
                        "TALLY_TERRAFORM",
                        workspace.resolve(Path.of("infra", "terraform")).toString()));
        int exit = builder.start().waitFor();

        assertThat(exit).as(Files.readString(output)).isZero();
        assertThat(Files.readString(output)).contains("press        2 -> 1", "fanout       2 -> 1", "are live");
    }

    /** The provider's calls of an apply, a plan and a destroy must be allowed by the policy for a deployer. */
    private void assertCallsAreAllowed() throws IOException {
        Set<String> allowed = DeployerPolicyTest.allowed(
                ProjectRoot.above(Path.of("")).resolve(Path.of("infra", "terraform", "deployer-policy.json")));
        Set<String> denied = new TreeSet<>();
        for (String line : Files.readAllLines(workspace.resolve("provider.log"))) {
            Matcher service = SERVICE.matcher(line);
            Matcher method = METHOD.matcher(line);
            if (service.find() && method.find()) {
                String prefix = SERVICES.getOrDefault(
                        service.group(1).replace("\"", ""), service.group(1).toLowerCase(Locale.ROOT));
                // API Gateway has the methods of HTTP as actions. Without credentials of AWS the provider asks IAM for
                // the account.
                String action = prefix + ":" + method.group(1);
                if (!prefix.equals("apigateway") && !action.equals("iam:GetUser") && !allowed.contains(action)) {
                    denied.add(action);
                }
            }
        }
        assertThat(denied)
                .as("calls that infra/terraform/deployer-policy.json does not allow")
                .isEmpty();
    }

    /** Moves the state into a bucket, which the backend finds without the environment of the user. */
    private void moveStateToS3(Terraform terraform, Moto moto) throws Exception {
        HttpRequest bucket = HttpRequest.newBuilder(URI.create(moto.endpoint() + "/states"))
                .PUT(BodyPublishers.noBody())
                .build();
        assertThat(HttpClient.newHttpClient()
                        .send(bucket, BodyHandlers.discarding())
                        .statusCode())
                .isEqualTo(200);
        Files.writeString(
                workspace.resolve(Path.of("infra", "terraform", "backend.tf")),
                """
                terraform {
                  backend "s3" {
                    bucket         = "states"
                    key            = "stack.tfstate"
                    region         = "eu-central-1"
                    access_key     = "test"
                    secret_key     = "test"
                    use_path_style = true
                    use_lockfile   = true
                    endpoints      = { s3 = "%1$s", sts = "%1$s" }
                  }
                }
                """
                        .formatted(moto.endpoint()));
        List<String> init = new ArrayList<>(List.of("init", "-no-color", "-migrate-state", "-force-copy"));
        Terraform.plugins().ifPresent(plugins -> init.add("-plugin-dir=" + plugins));
        terraform.run(init.toArray(String[]::new)).successful();
        assertThat(workspace.resolve(Path.of("infra", "terraform", "terraform.tfstate")))
                .isEmptyFile();
    }

    private String run(Terraform terraform, Moto moto, String... command) {
        List<String> arguments = new ArrayList<>(List.of(command));
        arguments.addAll(List.of(
                "-input=false",
                "-no-color",
                "-var-file=localstack.tfvars",
                "-var=emulator_endpoint=" + moto.endpoint(),
                "-var=alarm_email=you@example.com"));
        Map<String, String> log = Map.of(
                "TF_LOG_PROVIDER",
                "DEBUG",
                "TF_LOG_PATH",
                workspace.resolve("provider.log").toString());
        return terraform.run(log, arguments.toArray(String[]::new)).successful();
    }

    /** Returns the attributes that the plan would change, by the resource's address. */
    private static Map<String, Set<String>> differences(JsonNode plan) {
        Map<String, Set<String>> differences = new TreeMap<>();
        for (JsonNode resource : plan.path("resource_changes")) {
            Set<String> changed = changed(resource.path("change"));
            changed.remove(MOTO_ECHOES.getOrDefault(resource.path("type").asText(), ""));
            if (!changed.isEmpty()) {
                differences.put(resource.path("address").asText(), changed);
            }
        }
        return differences;
    }

    private static Set<String> changed(JsonNode change) {
        Set<String> names = new TreeSet<>();
        JsonNode before = change.path("before");
        JsonNode after = change.path("after");
        after.fieldNames().forEachRemaining(name -> {
            if (!after.get(name).equals(before.path(name))) {
                names.add(name);
            }
        });
        change.path("after_unknown").properties().forEach(unknown -> {
            if (unknown.getValue().isBoolean() && unknown.getValue().booleanValue()) {
                names.add(unknown.getKey());
            }
        });
        return names;
    }

    private static String skip() {
        System.err.println("SKIPPED: apply and destroy of infra/terraform: moto_server is not on the PATH; install it: "
                + "pip install 'moto[server]'");
        return abort("moto_server is not on the PATH");
    }
}
