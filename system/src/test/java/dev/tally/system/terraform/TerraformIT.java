package dev.tally.system.terraform;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tally.localstack.spec.ProjectRoot;
import dev.tally.localstack.spec.StackSpec;
import dev.tally.runtime.metrics.Metric;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The stack that {@code infra/terraform} makes of {@code infra/stack.yaml}, without AWS. */
@Execution(ExecutionMode.CONCURRENT)
@ResourceLock("terraform")
class TerraformIT {

    private static final Path ROOT = ProjectRoot.above(Path.of(""));
    private static final Path TERRAFORM = ROOT.resolve(Path.of("infra", "terraform"));
    private static final Path OPERATIONS = ROOT.resolve(Path.of("docs", "operations.md"));
    private static final JsonMapper JSON = new JsonMapper();
    private static final Path RUNBOOK = ROOT.resolve(Path.of("docs", "runbook.md"));
    private static final Pattern RUNBOOK_LINK = Pattern.compile("docs/runbook\\.md#([a-z-]+)");

    private static final String QUOTA_TESTS = "tests/quota.tftest.hcl";
    private static final String STACK_TESTS = "-filter=tests/stack.tftest.hcl";

    @TempDir
    private static Path workspace;

    private static Terraform terraform;
    private static JsonNode state;

    @BeforeAll
    static void test() throws IOException {
        terraform = Terraform.ready(ROOT, workspace);
        state = testedState();
    }

    @Test
    void sources_all_areFormattedAndValid() {
        terraform.run("fmt", "-check", "-recursive", "-diff", "-no-color").successful();
        terraform.run("validate", "-no-color").successful();
        terraform.in("web").run("validate", "-no-color").successful();
    }

    @Test
    void gateway_tested_requiresTokensAndLimitsEachRoute() {
        terraform.run("test", "-no-color", "-filter=tests/gateway.tftest.hcl").successful();
    }

    @Test
    void guard_tested_findsEachAccident() {
        terraform.in("guard").run("validate", "-no-color").successful();
        terraform.in("guard").run("test", "-no-color").successful();
    }

    @Test
    void quota_tested_stopsReservationsAndWarns() {
        terraform.run("test", "-no-color", "-filter=" + QUOTA_TESTS).successful();
    }

    @Test
    void plan_quotaOfNewAccount_namesTheQuotaAndTheRequest() throws IOException {
        assertThat(planInNewAccount(""))
                .contains(
                        "concurrent executions (L-B99A9384) of this account and region is 10, and Tally needs 198",
                        "docs/operations.md#quotas-to-raise",
                        "aws service-quotas request-service-quota-increase --service-code lambda --quota-code L-B99A9384 "
                                + "--region eu-central-1 --desired-value 1000");
    }

    @Test
    void plan_reservationInNewAccount_namesVariableAndQuotaAndWhatToDo() throws IOException {
        assertThat(planInNewAccount("reserved_concurrency = { press = 200 }"))
                .contains(
                        "reserved_concurrency reserves 200 executions",
                        "concurrent executions (L-B99A9384) of this account and region is 10",
                        "Lambda requires that 100 remain unreserved. Set reserved_concurrency = {}, or request");
    }

    @Test
    void operations_minimumConcurrency_isTheOneOfTerraform() throws IOException {
        String minimum = state.at("/outputs/minimum_concurrency/value").asText();

        assertThat(Files.readString(OPERATIONS)).contains("Do not go live below " + minimum + ".");
    }

    @Test
    void web_tested_sendsThePageWithItsHeadersAndTheUrlsOfItsApis() {
        terraform.in("web").run("test", "-no-color").successful();
    }

    /** Users copy the examples. Each uses the module, which must have no provider. */
    @ParameterizedTest
    @ValueSource(strings = {"minimal", "own-domain", "tokens", "two-regions"})
    void example_tested_isAPlan(String example) {
        Terraform directory = terraform.in("examples/" + example).init();

        directory.run("validate", "-no-color").successful();
        directory.run("test", "-no-color").successful();
    }

    @Test
    void examples_all_areTested() throws IOException {
        assertThat(names(TERRAFORM.resolve("examples")))
                .containsExactly("minimal", "own-domain", "tokens", "two-regions");
    }

    @Test
    void module_files_areLinksToAllFilesOfTheRootExceptItsProvider() throws IOException {
        Path module = TERRAFORM.resolve("module");
        Set<String> files = new TreeSet<>(names(TERRAFORM));
        files.removeIf(name -> !name.endsWith(".tf") || name.equals("providers.tf"));
        files.addAll(Set.of("gateway", "existing", "README.md"));

        assertThat(names(module)).containsExactlyElementsOf(files);
        for (String name : files) {
            if (!name.equals("README.md")) {
                assertThat(Files.readSymbolicLink(module.resolve(name))).isEqualTo(Path.of("..", name));
            }
            if (name.endsWith(".tf")) {
                assertThat(Files.readString(module.resolve(name))).doesNotContain("\nprovider \"");
            }
        }
    }

    @Test
    void module_documentedInputsAndOutputs_areItsVariablesAndOutputs() throws IOException {
        String readme = Files.readString(TERRAFORM.resolve(Path.of("module", "README.md")));

        assertThat(readme.lines().filter(line -> line.startsWith("| `")))
                .containsExactlyElementsOf(Stream.concat(rows("variables.tf", "variable"), rows("outputs.tf", "output"))
                        .toList());
    }

    /** Returns a row for each block of a file: its name, its default if it is a variable, and its description. */
    private static Stream<String> rows(String file, String type) throws IOException {
        return Pattern.compile("(?ms)^" + type + " \"(\\w+)\" \\{\n(.*?)^}")
                .matcher(Files.readString(TERRAFORM.resolve(file)))
                .results()
                .map(block -> "| `" + block.group(1) + "` | "
                        + (type.equals("variable") ? "`" + argument(block.group(2), "default") + "` | " : "")
                        + argument(block.group(2), "description")
                                .replaceFirst("^\"(.*)\"$", "$1")
                                .replace("\\\"", "\"")
                                .replace("|", "\\|")
                        + " |");
    }

    private static String argument(String block, String name) {
        Matcher argument = Pattern.compile("(?m)^  " + name + " +?= (.*)$").matcher(block);
        assertThat(argument.find()).as("%s in %s", name, block).isTrue();
        return argument.group(1);
    }

    private static List<String> names(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> !name.startsWith("."))
                    .sorted()
                    .toList();
        }
    }

    @Test
    void idleMonth_documented_isTheOneOfTerraform() throws IOException {
        Matcher idle = Pattern.compile("unused deployment costs about (\\d+) dollars a month")
                .matcher(state.at("/outputs/risks/value").asText());

        assertThat(idle.find()).isTrue();
        String operations = Files.readString(OPERATIONS);
        assertThat(operations)
                .contains(
                        "| alarms | " + resources("aws_cloudwatch_metric_alarm").size() + " |");
        Matcher sum = Pattern.compile("\\| \\*\\*sum of an idle month\\*\\* \\| \\| \\*\\*([0-9.]+)")
                .matcher(operations);
        assertThat(sum.find()).isTrue();
        assertThat(Math.round(Double.parseDouble(sum.group(1)))).isEqualTo(Long.parseLong(idle.group(1)));
    }

    @Test
    void stack_tested_agreesWithTheSpecificationOnEverySetting() {
        StackSpec planned = new PlannedStack(state).read();
        JsonNode expected = sorted(StackSpec.load(ROOT));
        // The specification has the number for one machine.
        int mostShards =
                expected.at("/functions/rollup/environment/TALLY_SHARDS_MAX").asInt();
        ((ObjectNode) expected.at("/queueSources/clicks-to-aggregator")).put("maximumConcurrency", 2 * mostShards);

        assertThat(sorted(planned)).isEqualTo(expected);
    }

    @Test
    void alarms_all_linkASectionOfTheRunbook() throws IOException {
        Set<String> linked = new TreeSet<>(List.of("monthly-cost"));
        RUNBOOK_LINK.matcher(state.toString()).results().forEach(link -> linked.add(link.group(1)));
        assertThat(linked)
                .contains("dead-letters", "clicks-waiting", "clicks-piled-up", "function-errors", "stream-behind");

        assertThat(headings(RUNBOOK)).containsAll(linked);
    }

    @Test
    void alarms_onOurMetrics_useRecordedMetricsAndAreInTheirTable() throws IOException {
        List<JsonNode> alarms = resources("aws_cloudwatch_metric_alarm").stream()
                .filter(alarm -> alarm.path("namespace").asText().equals(Metric.NAMESPACE))
                .toList();

        assertThat(alarms).isNotEmpty();
        for (JsonNode alarm : alarms) {
            Metric metric = metric(alarm.path("metric_name").asText());
            assertThat(alarm.path("unit").asText()).isEqualTo(metric.unit().toString());
            assertThat(functionNames())
                    .contains(alarm.at("/dimensions/FunctionName").asText());
            assertThat(Files.readAllLines(OPERATIONS))
                    .anyMatch(row -> row.startsWith("| `" + metric + "` |")
                            && row.contains(
                                    "`" + alarm.path("alarm_name").asText().replaceFirst("^tally-", "") + "`"));
        }
    }

    @Test
    void dashboard_ourMetrics_areAllRecordedOnesWithTheirUnits() throws IOException {
        Set<Metric> shown = new TreeSet<>();
        JsonNode body = JSON.readTree(resources("aws_cloudwatch_dashboard")
                .get(0)
                .path("dashboard_body")
                .asText());
        for (JsonNode graph : body.path("widgets").findValues("properties")) {
            for (JsonNode line : graph.path("metrics")) {
                if (line.path(0).asText().equals(Metric.NAMESPACE)) {
                    Metric metric = metric(line.path(1).asText());
                    shown.add(metric);
                    assertThat(graph.path("title").asText().endsWith(", ms"))
                            .as(graph.toString())
                            .isEqualTo(metric.unit() == Metric.Unit.MILLISECONDS);
                    assertThat(line.path(2).asText()).isEqualTo("FunctionName");
                    assertThat(functionNames()).contains(line.path(3).asText());
                }
            }
        }

        assertThat(shown).containsExactly(Metric.values());
    }

    @Test
    void plan_wrongVariables_namesTheRuleOfEach() {
        Map<String, String> wrong = new TreeMap<>(Map.ofEntries(
                Map.entry("region", "Frankfurt"),
                Map.entry("name", "Tally_1"),
                Map.entry("runtime", "java8"),
                Map.entry("java_runtime", "java25"),
                Map.entry("architecture", "mips"),
                Map.entry("shards", "0"),
                Map.entry("shards_max", "1001"),
                Map.entry("vote_shards", "0"),
                Map.entry("claps", "1001"),
                Map.entry("pushes_per_second", "0"),
                Map.entry("push_viewers", "0"),
                Map.entry("poll_interval_seconds", "61"),
                Map.entry("origin_secret", "short"),
                Map.entry("requests_per_second", "10001"),
                Map.entry("aggregator_concurrency", "1"),
                Map.entry("table_writes_per_second", "0"),
                Map.entry("execute_api_endpoints", "false"),
                Map.entry("permissions_boundary", "admin"),
                Map.entry("alarm_endpoints", "[\"http://x\"]"),
                Map.entry("packages", "s3://bucket"),
                Map.entry("connects_per_second", "10001"),
                Map.entry("limits", "{ press = { TALLY_WRITES_BURST = -1 } }"),
                Map.entry("log_retention_days", "8"),
                Map.entry("monthly_budget_dollars", "0.5"),
                Map.entry("cors_allow_origins", "[\"example.com/path\"]"),
                Map.entry("alarm_email", "no-address"),
                Map.entry("reserved_concurrency", "{ pres = 5 }"),
                Map.entry("jwt", "{ issuer = \"http://x\", audience = [] }"),
                Map.entry("websocket_authorizer_arn", "no-arn"),
                Map.entry("emulator_endpoint", "localhost:4566")));

        Terraform.Result result = plan(wrong);

        assertThat(result.exit()).isNotZero();
        assertThat(unwrapped(result))
                .contains(wrong.keySet().stream()
                        .map(name -> name + (name.equals("reserved_concurrency") ? " must name" : " must"))
                        .toList());
    }

    /** Variables with a rule about another variable, or with a second rule. */
    @Test
    void plan_variablesAgainstAnotherRule_namesThatRule() {
        Terraform.Result result = plan(Map.of(
                "shards", "100000",
                "writes_per_second", "4001",
                "limits", "{ press = { TALLY_SHARDS = 1 } }",
                "replica_regions", "[\"eu-central-1\"]",
                "canary", "true",
                "jwt", "{ issuer = \"https://x\", audience = [\"tally\"] }"));
        Terraform.Result second =
                plan(Map.of("shards", "1.5", "vote_shards", "1.5", "claps", "1.5", "writes_per_second", "0"));

        assertThat(result.exit()).isNotZero();
        assertThat(unwrapped(result))
                .contains(
                        "shards must be a whole number from 1 to 1000",
                        "writes_per_second must be from 1 to requests_per_second",
                        "limits must name limits of infra/stack.yaml:",
                        "replica_regions must be names of AWS regions other than region",
                        "canary must be false with jwt");
        assertThat(second.exit()).isNotZero();
        assertThat(unwrapped(second))
                .contains(
                        "shards must be a whole number from 1 to 1000",
                        "vote_shards must be a whole number from 1 to 1000",
                        "claps must be a whole number from 1 to 1000",
                        "writes_per_second must be from 1 to requests_per_second");
    }

    @Test
    void plan_missingPackage_namesTheBuildCommand() throws IOException {
        Path functions = workspace.resolve("functions");
        Path aside = workspace.resolve("aside");
        Files.move(functions, aside);
        try {
            Terraform.Result result = terraform.run("test", "-no-color", STACK_TESTS);

            assertThat(result.exit()).isNotZero();
            assertThat(unwrapped(result))
                    .contains("functions/press/target/function.zip is missing: build it first, with `make build`.");
        } finally {
            Files.move(aside, functions);
        }
    }

    /** Plans with the account of the quota's tests, in which a new account may run 10 functions at once. */
    private static String planInNewAccount(String variables) throws IOException {
        Path tests = workspace.resolve(Path.of("infra", "terraform", QUOTA_TESTS));
        String account = Files.readString(tests).split("\nrun ", 2)[0];
        Path file = tests.resolveSibling("new-account.tftest.hcl");
        Files.writeString(
                file,
                account + "\nrun \"new_account\" {\n  command = plan\n  variables {\n    " + variables + "\n  }\n}\n");
        try {
            Terraform.Result result = terraform.run("test", "-no-color", "-filter=tests/new-account.tftest.hcl");
            assertThat(result.exit()).isNotZero();
            return unwrapped(result);
        } finally {
            Files.delete(file);
        }
    }

    private static Terraform.Result plan(Map<String, String> variables) {
        List<String> arguments = new ArrayList<>(List.of("plan", "-input=false", "-no-color"));
        variables.forEach((name, value) -> arguments.add("-var=" + name + "=" + value));
        return terraform.run(arguments.toArray(String[]::new));
    }

    /** Returns the output without the line breaks and the frame that Terraform adds. */
    private static String unwrapped(Terraform.Result result) {
        return result.output().replaceAll("[\\s│]+", " ");
    }

    /** Runs {@code infra/terraform/tests}. Returns the state of the first of them, as it would be in AWS. */
    private static JsonNode testedState() throws IOException {
        String output = terraform.run("test", "-json", "-verbose", STACK_TESTS).successful();
        for (String line : output.lines().toList()) {
            JsonNode event = JSON.readTree(line);
            if (event.path("type").asText().equals("test_state")) {
                return event.path("test_state");
            }
        }
        throw new AssertionError("no state in " + output);
    }

    /** Returns the resources of a type in the root module. */
    private static List<JsonNode> resources(String type) {
        List<JsonNode> resources = new ArrayList<>();
        for (JsonNode resource : state.at("/root_module/resources")) {
            if (resource.path("type").asText().equals(type)) {
                resources.add(resource.path("values"));
            }
        }
        return resources;
    }

    private static List<String> functionNames() {
        return resources("aws_lambda_function").stream()
                .map(function -> function.path("function_name").asText())
                .toList();
    }

    private static Metric metric(String name) {
        return Arrays.stream(Metric.values())
                .filter(metric -> metric.toString().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError("there is no metric " + name));
    }

    private static List<String> headings(Path page) throws IOException {
        return Files.readAllLines(page).stream()
                .filter(line -> line.startsWith("#"))
                .map(line ->
                        line.replaceFirst("^#+ ", "").toLowerCase(Locale.ROOT).replace(' ', '-'))
                .toList();
    }

    /** Sorts all lists, because many of them are sets in AWS. */
    private static JsonNode sorted(StackSpec spec) {
        return sorted(JSON.valueToTree(spec));
    }

    private static JsonNode sorted(JsonNode node) {
        if (node.isArray()) {
            List<JsonNode> elements = new ArrayList<>();
            node.forEach(element -> elements.add(sorted(element)));
            elements.sort(Comparator.comparing(JsonNode::toString));
            return JSON.createArrayNode().addAll(elements);
        }
        if (node.isObject()) {
            ObjectNode sorted = JSON.createObjectNode();
            Set<String> names = new TreeSet<>();
            node.fieldNames().forEachRemaining(names::add);
            names.forEach(name -> sorted.set(name, sorted(node.get(name))));
            return sorted;
        }
        return node;
    }
}
