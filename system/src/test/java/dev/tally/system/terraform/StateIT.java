package dev.tally.system.terraform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tally.localstack.cloud.Cloud;
import dev.tally.localstack.cloud.EndpointCloud;
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
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.ResourceLock;

/**
 * The accidents that a wrong, missing or moved state can cause, against moto. One small deployment serves all tests: the tables, the
 * queues and the function press. Each test has its own copy of the directory. Only the last two tests change the deployment.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(OrderAnnotation.class)
@Execution(ExecutionMode.CONCURRENT)
@ResourceLock("terraform")
@Tag("slow")
class StateIT {

    private static final Path ROOT = ProjectRoot.above(Path.of(""));
    private static final JsonMapper JSON = new JsonMapper();
    private static final String REGION = "eu-central-1";
    private static final String ALL = "clicks,connections,counters,dead-letters,live-failures,touches";
    private static final String ONLY_PRESS =
            "-no-color '-target=aws_lambda_function.this[\"press\"]' -target=module.existing";
    private static final Map<String, String> PART = Map.of("TF_CLI_ARGS_plan", ONLY_PRESS);
    private static final Map<String, String> CONFIRMED = Map.of("CONFIRM", "yes");
    private static final Map<String, String> CONFIRMED_PART = with(PART, "CONFIRM", "yes");
    // A plan with a refresh in another region takes a minute on moto.
    private static final Map<String, String> UNREFRESHED =
            with(CONFIRMED, "TF_CLI_ARGS_plan", ONLY_PRESS + " -refresh=false");
    private static final Pattern CODE = Pattern.compile("```\n(.*?)```", Pattern.DOTALL);

    private record Result(int exit, String output) {}

    private Path directory = Path.of("");
    private Path deployed = Path.of("");
    private String endpoint = "";
    private @Nullable Moto moto;

    @BeforeAll
    void deploy(@TempDir Path temporary) throws Exception {
        directory = temporary;
        deployed = Files.createDirectory(temporary.resolve("the deployed clone"));
        Terraform.ready(ROOT, deployed);
        for (String name : List.of("run.sh", "README.md")) {
            Path file = Path.of("infra", "terraform", name);
            Files.copy(ROOT.resolve(file), deployed.resolve(file), StandardCopyOption.COPY_ATTRIBUTES);
        }
        need("aws", "https://aws.amazon.com/cli");
        Path executable = need("moto_server", "pip install 'moto[server]'");
        Moto started = Moto.start(executable.toString(), temporary.resolve("moto.log"));
        moto = started;
        endpoint = started.endpoint();
        variables(deployed, "");

        Result result = run(deployed, CONFIRMED_PART, "", "deploy");
        assertThat(result.exit()).as(result.output()).isZero();
        assertThat(result.output())
                .contains("Dashboard:     none: it is not deployed yet")
                .doesNotContain("Output \"dashboard\" not found");
    }

    @AfterAll
    void stop() {
        if (moto != null) {
            moto.close();
        }
    }

    @Test
    void deploy_stateOfAnotherRegion_isRejected() throws Exception {
        Path clone = copy();
        variables(clone, "region = \"us-east-1\"");

        assertRejected(
                clone, UNREFRESHED, "deploy", "another deployment", "its region is eu-central-1", "region us-east-1");
    }

    @Test
    void destroy_stateOfAnotherName_isRejected() throws Exception {
        Path clone = copy();
        variables(clone, "name = \"other\"\ndeletion_protection = false");

        assertRejected(
                clone,
                with(UNREFRESHED, "DESTROY", ALL),
                "destroy",
                "another deployment",
                "its name is tally",
                "name other");
    }

    @Test
    void deploy_noStateOverADeployment_isRejected() throws Exception {
        Path clone = copy();
        Files.delete(terraform(clone).resolve("terraform.tfstate"));

        assertRejected(
                clone,
                CONFIRMED,
                "deploy",
                "This state does not contain",
                "function tally-press",
                "table tally-counters");
    }

    @Test
    void deploy_stateWithoutAQueue_isRejected() throws Exception {
        Path clone = copy();
        terraform(clone, Map.of(), "state", "rm", "aws_sqs_queue.sink[\"live-failures\"]");

        assertRejected(
                clone,
                UNREFRESHED,
                "deploy",
                "This state does not contain",
                ": queue tally-live-failures-",
                "no-state");
    }

    @Test
    void plan_lostStateInImportBlocks_createsAndDestroysNothing() throws Exception {
        Path clone = copy();
        Path lost = Files.move(terraform(clone).resolve("terraform.tfstate"), clone.resolve("lost.tfstate"));
        List<String> imports = imports(JSON.readTree(lost.toFile()));
        Files.write(terraform(clone).resolve("imports.tf"), imports);

        Result result = run(clone, PART, "", "plan");

        assertThat(result.exit()).as(result.output()).isZero();
        assertThat(result.output())
                .containsPattern("Plan: " + imports.size() + " to import, 0 to add, [0-9]+ to change, 0 to destroy");
    }

    @Test
    void destroy_withoutRefresh_isRejectedBecauseItReadsNoAccount() throws Exception {
        assertRejected(
                copy(),
                with(CONFIRMED, "TF_CLI_ARGS_plan", "-no-color -refresh=false"),
                "destroy",
                "The plan did not read the account",
                "Plan without -refresh=false");
    }

    /** A relative directory for temporary files, and variables that change cd and grep. */
    @Test
    void plan_anyEnvironment_isJudged() throws Exception {
        Path clone = copy();
        Files.createDirectories(directory.resolve("t m p"));
        Files.createDirectories(clone.resolve(Path.of("other", "infra", "terraform")));

        Result result = run(
                clone,
                Map.of(
                        "TMPDIR", "../t m p",
                        "CDPATH", clone.resolve("other").toString(),
                        "GREP_OPTIONS", "--invert-match",
                        "TF_CLI_ARGS", "-no-color",
                        "TF_CLI_ARGS_plan", "-target=module.existing"),
                "",
                "plan");

        assertThat(result.exit()).as(result.output()).isZero();
        assertThat(result.output()).contains("No changes.");
    }

    @Test
    void destroy_protectedTablesInAWorkspace_isRejected() throws Exception {
        Path clone = copy();
        Path state = terraform(clone).resolve("terraform.tfstate");
        Path moved = Files.move(state, clone.resolve("moved.tfstate"));
        terraform(clone, Map.of(), "workspace", "new", "second");
        terraform(clone, Map.of(), "state", "push", moved.toString());

        assertRejected(
                clone,
                with(CONFIRMED, "DESTROY", ALL),
                "destroy",
                "protected tables",
                "tally-connections, tally-counters");
    }

    @Test
    void deploy_shortenedReplicaList_needsItsOwnConsent() throws Exception {
        Path clone = copy();
        addReplica(terraform(clone).resolve("terraform.tfstate"), "us-east-1");
        // moto knows no replicas, so a refresh would forget this one.
        assertRejected(
                clone,
                UNREFRESHED,
                "deploy",
                "destroys the replica of the table tally-counters in us-east-1",
                "run: make deploy CONFIRM=yes DESTROY=counters@us-east-1");
    }

    @Test
    void deploy_replacedQueue_needsItsOwnConsent() throws Exception {
        Path clone = copy();
        Path stack = clone.resolve(Path.of("infra", "stack.yaml"));
        Files.writeString(stack, Files.readString(stack).replaceFirst("(live-failures:\\s+fifo:) false", "$1 true"));
        try (Cloud cloud = EndpointCloud.open(URI.create(endpoint), REGION)) {
            String queue = queue(cloud, "live-failures");
            cloud.sqs().sendMessage(send -> send.queueUrl(queue).messageBody("{}"));

            assertRejected(
                    clone,
                    CONFIRMED_PART,
                    "deploy",
                    "(messages: 1)",
                    "DESTROY does not name 'live-failures'",
                    "run: make deploy CONFIRM=yes DESTROY=live-failures LOSE_MESSAGES=live-failures");
            cloud.sqs().purgeQueue(purge -> purge.queueUrl(queue));
        }
    }

    @Test
    void init_eachFault_isNamed() throws Exception {
        Path clone = copy();
        Files.writeString(
                terraform(clone).resolve("backend.tf"),
                "terraform {\n  backend \"local\" {\n    path = \"moved.tfstate\"\n  }\n}\n");

        Map<String, String> given = with(CONFIRMED, "DESTROY", "clicks counters");
        Result changed = run(clone, given, "", "deploy", "localstack.tfvars");
        assertThat(changed.exit()).isEqualTo(1);
        assertThat(changed.output())
                .contains(
                        "run make deploy VARS=localstack.tfvars INIT_FLAGS=-migrate-state CONFIRM=yes DESTROY=\"clicks counters\".",
                        "run make deploy VARS=localstack.tfvars INIT_FLAGS=-reconfigure CONFIRM=yes DESTROY=\"clicks counters\".")
                .doesNotContain("install its AWS provider");

        Result offline =
                run(copy(), Map.of("TF_PLUGIN_DIR", directory.toString(), "TF_CLI_ARGS_init", "-no-color"), "", "plan");
        assertThat(offline.exit()).isEqualTo(1);
        assertThat(offline.output()).contains("could not install its AWS provider", "TF_PLUGIN_DIR");

        Path remote = copy();
        Files.writeString(
                terraform(remote).resolve("backend.tf"),
                "terraform {\n  backend \"s3\" {\n    bucket = \"b\"\n    key = \"k\"\n    region = \"eu-central-1\"\n  }\n}\n");
        Result anonymous = run(remote, Map.of("AWS_ACCESS_KEY_ID", ""), "", "plan");
        assertThat(anonymous.exit()).isEqualTo(1);
        assertThat(anonymous.output())
                .contains("No valid credential sources found", "did not accept the AWS credentials");
    }

    @Test
    void tools_noState_saysSoAndAdvisesNoDeploy() throws Exception {
        Path clone = copy();
        Files.delete(terraform(clone).resolve("terraform.tfstate"));

        Result result = tool(clone, Map.of());

        assertThat(result.exit()).isEqualTo(1);
        assertThat(result.output())
                .contains("has no state of a deployment in the workspace default", "make deploy here is wrong")
                .doesNotContain("deploy first");
    }

    @Test
    @Order(Integer.MAX_VALUE - 1)
    void backend_addedAsDocumented_keepsTheStateAndItsGuards() throws Exception {
        Path web = terraform(deployed).resolve("web");
        Files.writeString(
                web.resolve("terraform.tfstate"),
                "{\"version\": 4, \"terraform_version\": \"1.11.0\", \"serial\": 1, \"lineage\": \"web\", \"resources\": [], "
                        + "\"outputs\": {\"url\": {\"value\": \"https://page\", \"type\": \"string\"}}}");
        JsonNode local = state(deployed);

        Result added = execute(deployed, Map.of(), "", List.of("bash", "-e", "-c", backendRecipe()));

        assertThat(added.exit()).as(added.output()).isZero();
        assertThat(state(deployed).path("resources")).isEqualTo(local.path("resources"));
        assertThat(terraform(deployed).resolve("terraform.tfstate")).isEmptyFile();
        assertThat(terraform(deployed, Map.of(), "-chdir=web", "output", "-raw", "url")
                        .output())
                .isEqualTo("https://page");
        assertBucketIsSafe(deployed);
        assertRejected(deployed, with(CONFIRMED, "DESTROY", ALL), "destroy", "protected tables", "tally-counters");

        assertToolReports(Map.of("AWS_ACCESS_KEY_ID", ""), "No valid credential sources found");
        resetAuth("0");
        try {
            assertToolReports(Map.of(), "StatusCode: 403");
        } finally {
            resetAuth("inf");
        }
        Files.writeString(
                terraform(deployed).resolve("other_override.tf"),
                "terraform {\n  backend \"s3\" {\n    key = \"other\"\n  }\n}\n");
        assertToolReports(Map.of(), "Backend initialization required");
        Files.delete(terraform(deployed).resolve("other_override.tf"));
        assertThat(tool(deployed, Map.of("AWS_DEFAULT_REGION", REGION)).output())
                .isEqualTo("0\n");
    }

    /** The answers of a person, instead of variables. The state is in the backend that the test before has added. */
    @Test
    @Order(Integer.MAX_VALUE)
    void destroy_agreedToInFull_leavesNothing() throws Exception {
        try (Cloud cloud = EndpointCloud.open(URI.create(endpoint), REGION)) {
            String clicks = queue(cloud, "clicks");
            cloud.sqs().sendMessage(send -> send.queueUrl(clicks)
                    .messageGroupId("likes#0")
                    .messageDeduplicationId("1")
                    .messageBody("{}"));

            for (String table : List.of("tally-counters", "tally-connections")) {
                cloud.dynamoDb().updateTable(update -> update.tableName(table).deletionProtectionEnabled(false));
            }

            assertRejected(
                    deployed,
                    with(CONFIRMED, "DESTROY", ALL),
                    "destroy",
                    "LOSE_MESSAGES does not name 'clicks'",
                    "(messages: 1)",
                    "run: make destroy CONFIRM=yes DESTROY=\"connections counters clicks dead-letters live-failures touches\" LOSE_MESSAGES=clicks");
            Result destroyed = run(deployed, Map.of(), ALL.replace(',', ' ') + "\nclicks\nyes\n", "destroy");

            assertThat(destroyed.exit()).as(destroyed.output()).isZero();
            assertThat(destroyed.output()).contains("(messages: 1)", "Apply complete!");
            assertThat(state(deployed).path("resources"))
                    .noneMatch(resource -> resource.path("mode").asText().equals("managed"));
            assertThat(cloud.sqs().listQueues().queueUrls()).isEmpty();
            assertThat(cloud.dynamoDb().listTables().tableNames()).isEmpty();
        }
    }

    /** Asserts that the command names its reasons, and that neither state nor queues have changed. */
    private void assertRejected(Path clone, Map<String, String> environment, String command, String... reasons)
            throws Exception {
        List<JsonNode> before = contents(clone);

        Result result = run(clone, environment, "", command);

        assertThat(result.exit()).as(result.output()).isEqualTo(1);
        assertThat(result.output())
                .contains(reasons)
                .contains("Nothing was changed")
                .doesNotContain("Destroying...", "Creating...");
        assertThat(contents(clone)).isEqualTo(before);
    }

    private void assertToolReports(Map<String, String> environment, String error) throws Exception {
        Result result = tool(deployed, environment);

        assertThat(result.exit()).isEqualTo(1);
        assertThat(result.output()).contains(error, "could not read the state").doesNotContain("deploy first");
    }

    private void assertBucketIsSafe(Path clone) throws Exception {
        String bucket = "tally-state-123456789012";
        Map<String, String> expected = Map.of(
                "get-bucket-versioning", "Enabled",
                "get-bucket-encryption", "AES256",
                "get-public-access-block", "True\tTrue\tTrue\tTrue");
        for (Map.Entry<String, String> setting : expected.entrySet()) {
            List<String> command = List.of(
                    "aws", "--region", REGION, "--output", "text", "s3api", setting.getKey(), "--bucket", bucket);
            assertThat(execute(clone, Map.of(), "", command).output()).contains(setting.getValue());
        }
    }

    /** Returns the README's commands for a backend, with an answer for Terraform. */
    private String backendRecipe() throws IOException {
        return CODE.matcher(Files.readString(terraform(deployed).resolve("README.md")))
                .results()
                .map(MatchResult::group)
                .filter(block -> block.contains("create-bucket"))
                .findFirst()
                .map(block -> block.replace("```", "").replace("-migrate-state", "-migrate-state <<<yes"))
                .orElse("echo the README has no recipe for a backend; exit 1");
    }

    /** Returns an import block for each resource of a state. */
    private static List<String> imports(JsonNode state) {
        List<String> blocks = new ArrayList<>();
        for (JsonNode resource : state.path("resources")) {
            if (!resource.path("mode").asText().equals("managed")) {
                continue;
            }
            String address = (resource.has("module") ? resource.path("module").asText() + "." : "")
                    + resource.path("type").asText() + "."
                    + resource.path("name").asText();
            for (JsonNode instance : resource.path("instances")) {
                String key = instance.has("index_key") ? "[" + instance.path("index_key") + "]" : "";
                blocks.add("import {\n  to = " + address + key + "\n  id = "
                        + instance.path("attributes").path("id") + "\n}");
            }
        }
        return blocks;
    }

    /** Adds a replica to the table of counters in a state, as an apply with {@code replica_regions} would. */
    private static void addReplica(Path file, String region) throws IOException {
        ObjectNode state = (ObjectNode) JSON.readTree(file.toFile());
        state.put("serial", state.path("serial").asInt() + 1);
        for (JsonNode resource : state.path("resources")) {
            for (JsonNode instance : resource.path("instances")) {
                if (resource.path("type").asText().equals("aws_dynamodb_table")
                        && instance.path("index_key").asText().equals("counters")) {
                    ArrayNode replicas = ((ObjectNode) instance.path("attributes")).putArray("replica");
                    replicas.addObject()
                            .put("region_name", region)
                            .put("arn", "arn:aws:dynamodb:" + region + ":123456789012:table/tally-counters")
                            .put("kms_key_arn", "")
                            .put("point_in_time_recovery", true)
                            .put("propagate_tags", true)
                            .put("stream_arn", "")
                            .put("stream_label", "");
                }
            }
        }
        JSON.writeValue(file.toFile(), state);
    }

    /** Writes the settings of a clone. A setting that is given twice has the last value. */
    private void variables(Path clone, String settings) throws IOException {
        Map<String, String> values = new HashMap<>(Map.of(
                "emulator_endpoint", "\"" + endpoint + "\"",
                "monthly_budget_dollars", "null",
                "reserved_concurrency", "{}"));
        settings.lines().map(line -> line.split(" = ")).forEach(pair -> values.put(pair[0], pair[1]));
        List<String> lines = new ArrayList<>();
        values.forEach((name, value) -> lines.add(name + " = " + value));
        Files.write(terraform(clone).resolve("terraform.tfvars"), lines);
    }

    private void resetAuth(String count) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(endpoint + "/moto-api/reset-auth"))
                .POST(BodyPublishers.ofString(count))
                .build();
        assertThat(HttpClient.newHttpClient()
                        .send(request, BodyHandlers.ofString())
                        .statusCode())
                .isEqualTo(200);
    }

    private static String queue(Cloud cloud, String name) {
        return cloud.sqs()
                .listQueues(list -> list.queueNamePrefix("tally-" + name))
                .queueUrls()
                .get(0);
    }

    private JsonNode state(Path clone) throws Exception {
        return JSON.readTree(terraform(clone, Map.of(), "state", "pull").output());
    }

    /** The parts of a state that an apply changes. Terraform prints the results of its checks in any order. */
    private List<JsonNode> contents(Path clone) throws Exception {
        JsonNode state = state(clone);
        return List.of(state.path("serial"), state.path("resources"), state.path("outputs"));
    }

    private Path copy() throws Exception {
        Path clone = directory.resolve("a clone " + UUID.randomUUID());
        Result copied = execute(directory, Map.of(), "", List.of("cp", "-R", deployed.toString(), clone.toString()));
        assertThat(copied.exit()).as(copied.output()).isZero();
        return clone;
    }

    private static Path terraform(Path clone) {
        return clone.resolve(Path.of("infra", "terraform"));
    }

    private Result terraform(Path clone, Map<String, String> environment, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of("terraform"));
        command.addAll(List.of(arguments));
        Result result = execute(terraform(clone), environment, "", command);
        assertThat(result.exit()).as(result.output()).isZero();
        return result;
    }

    private Result run(Path clone, Map<String, String> environment, String input, String... arguments)
            throws Exception {
        List<String> command = new ArrayList<>(List.of("infra/terraform/run.sh"));
        command.addAll(List.of(arguments));
        return execute(clone, environment, input, command);
    }

    private Result tool(Path clone, Map<String, String> environment) throws Exception {
        Map<String, String> all =
                with(environment, "TALLY_TERRAFORM", terraform(clone).toString());
        return execute(ROOT, all, "", List.of("tools/aws.sh", "in-flight"));
    }

    private Result execute(Path place, Map<String, String> environment, String input, List<String> command)
            throws Exception {
        Path output = directory.resolve("output-" + UUID.randomUUID());
        Path answers = Files.writeString(directory.resolve("input-" + UUID.randomUUID()), input);
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(place.toFile())
                .redirectInput(answers.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("TF_") || name.startsWith("AWS_"));
        builder.environment().putAll(Terraform.LESS_COLLECTION);
        builder.environment()
                .putAll(Map.of(
                        "AWS_ENDPOINT_URL", endpoint,
                        "AWS_ACCESS_KEY_ID", "test",
                        "AWS_SECRET_ACCESS_KEY", "test",
                        "AWS_CONFIG_FILE", "/dev/null",
                        "AWS_SHARED_CREDENTIALS_FILE", "/dev/null",
                        "AWS_EC2_METADATA_DISABLED", "true"));
        Terraform.plugins().ifPresent(plugins -> {
            builder.environment().put("TF_PLUGIN_DIR", plugins.toString());
            builder.environment().put("TF_CLI_ARGS_init", "-no-color -plugin-dir=" + plugins);
        });
        builder.environment().putAll(environment);
        Process process = builder.start();
        try {
            assertThat(process.waitFor(3, TimeUnit.MINUTES))
                    .as("%s in time", command)
                    .isTrue();
        } finally {
            process.destroyForcibly();
        }
        return new Result(process.exitValue(), Files.readString(output));
    }

    private static Map<String, String> with(Map<String, String> environment, String name, String value) {
        Map<String, String> all = new HashMap<>(environment);
        all.put(name, value);
        return Map.copyOf(all);
    }

    private static Path need(String program, String source) {
        return Programs.onPath(program).orElseGet(() -> {
            System.err.println("SKIPPED: accidents with the state of infra/terraform: " + program
                    + " is not on the PATH; " + source);
            return abort(program + " is not on the PATH");
        });
    }
}
