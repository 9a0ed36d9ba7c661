package dev.tally.system.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.abort;

import dev.tally.localstack.cloud.Cloud;
import dev.tally.localstack.cloud.EndpointCloud;
import dev.tally.localstack.cloud.FifoQueue;
import dev.tally.localstack.spec.ProjectRoot;
import dev.tally.system.kit.LambdaApi;
import dev.tally.system.kit.Programs;
import dev.tally.system.kit.StackProcess;
import io.vertx.core.json.Json;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.sqs.model.Message;

/**
 * The scripts behind {@code make invoke}, {@code tail}, {@code redrive}, {@code rebuild}, {@code audit} and
 * {@code run CLOUD=...}, and the script of a release.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ToolsIT {

    private static final Duration SOON = Duration.ofSeconds(60);
    private static final Path ROOT = ProjectRoot.above(Path.of(""));
    private static final String SAMPLE = "functions/aggregator/events/fifo-batch.json";

    private static final String REGION = "\"region\": {\"value\": \"eu-central-1\", \"type\": \"string\"},";
    private static final String VOTER = "a-0123456789abcdef";
    private static final String OLD_CLICK = "01a202b2-c50a-75eb-af45-f9775107c897";

    private record Result(int exit, String output) {}

    private Map<String, String> ports = Map.of();
    private @Nullable Process stack;
    private Path directory = Path.of("");

    @BeforeAll
    void start(@TempDir Path temporary) throws IOException {
        directory = temporary;
        ports = StackProcess.freePorts();
        Process started = StackProcess.start(ROOT, ports, directory);
        stack = started;
        await().atMost(Duration.ofSeconds(60))
                .until(() -> StackProcess.output(directory).contains(StackProcess.READY) || !started.isAlive());
        assertThat(StackProcess.output(directory)).contains(StackProcess.READY);
    }

    @AfterAll
    void stop() throws InterruptedException {
        if (stack != null) {
            StackProcess.stop(stack);
        }
    }

    @Test
    void redrive_letters_listsThemAndMovesThemWhenConfirmed() throws Exception {
        try (Cloud cloud = cloud()) {
            String letters = queue(cloud, "dead-letters");
            send(
                    cloud,
                    letters,
                    "redriven#0",
                    "{\"type\":\"click\",\"id\":\"" + OLD_CLICK + "\",\"counter\":\"redriven\",\"delta\":5}");
            send(
                    cloud,
                    queue(cloud, "clicks"),
                    "redriven#0",
                    "{\"type\":\"vote\",\"id\":\"" + OLD_CLICK + "\",\"counter\":\"like~a\",\"voter\":\"" + VOTER
                            + "\",\"value\":2}");
            await().atMost(SOON).until(() -> local("redrive").output().contains("2 dead letters"));

            Result listed = local("redrive");
            assertThat(listed.exit()).isZero();
            assertThat(listed.output())
                    .contains("value must be a whole number", "received too often", "\"delta\":5", "Nothing was moved")
                    .contains("\"voter\":hidden")
                    .doesNotContain(VOTER);
            assertThat(count("redriven")).contains("\"count\":0");

            Result moved = local("redrive", "yes");
            assertThat(moved.exit()).isZero();
            assertThat(moved.output()).contains("2 dead letters sent back");
            await().atMost(SOON).until(() -> count("redriven").contains("\"count\":5"));
            await().atMost(SOON).until(() -> local("redrive").output().contains("1 dead letters"));
        }
    }

    @Test
    void tail_ofOneFunction_followsItsLog() throws Exception {
        Path followed = directory.resolve("followed");
        Process tail = command(Map.of(), "tools/local.sh", "tail", "aggregator")
                .redirectOutput(followed.toFile())
                .start();
        try {
            // The first invocations may come before the follower is connected.
            await().atMost(Duration.ofSeconds(30))
                    .pollInterval(Duration.ofMillis(500))
                    .until(() -> {
                        invoke("aggregator", SAMPLE);
                        return Files.readString(followed).contains("counted-already");
                    });
            assertThat(Files.readAllLines(followed)).allMatch(line -> line.isEmpty() || line.startsWith("aggregator "));
        } finally {
            tail.destroy();
            assertThat(tail.waitFor(10, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void rebuild_counter_publishesItsTotalAgain() throws Exception {
        Result rebuilt = run("tools/rebuild.sh", "likes", "tools/invoke.sh");

        assertThat(rebuilt.output()).as("output").doesNotContain("failed");
        assertThat(rebuilt.exit()).isZero();
    }

    @Test
    void rebuild_noCounter_showsAnExample() throws Exception {
        Result rejected = run("tools/rebuild.sh", "", "tools/invoke.sh");

        assertThat(rejected.exit()).isEqualTo(2);
        assertThat(rejected.output()).contains("COUNTER=likes");
    }

    @Test
    void administer_counterAndPost_adjustsResetsAndReportsProblems() throws Exception {
        Result adjusted = run("tools/administer.sh", "adjust", "imported", "5000", "tools/invoke.sh");
        assertThat(adjusted.exit()).as(adjusted.output()).isZero();
        await().atMost(SOON).until(() -> count("imported").contains("\"count\":5000"));
        assertThat(audit("imported", "0").output())
                .containsPattern("adjusted +5000 ")
                .contains("agrees");

        assertThat(run("tools/administer.sh", "reset", "imported", "tools/invoke.sh")
                        .exit())
                .isZero();
        await().atMost(SOON).until(() -> count("imported").contains("\"count\":0,"));
        assertThat(audit("imported", "0").output()).contains("since the reset at", "agrees");

        Result unknown = run("tools/administer.sh", "delete-post", OLD_CLICK, "tools/invoke.sh");
        assertThat(unknown.exit()).isEqualTo(1);
        assertThat(unknown.output()).contains("no post has the id '" + OLD_CLICK + "'");
    }

    @Test
    void votes_exportedAndForgotten_leaveTheSum() throws Exception {
        for (String voter : List.of("voter-0123456789", "voter-1123456789")) {
            assertThat(vote("like~listed", voter)).isEqualTo(202);
        }
        await().atMost(SOON).until(() -> count("like~listed").contains("\"count\":2"));
        assertThat(run("tools/votes.sh", "export", "like~listed", "tools/invoke.sh")
                        .output())
                .contains("voter region value", "a-voter-0123456789 ", "a-voter-1123456789 ");

        Result forgotten = run("tools/votes.sh", "forget", "a-voter-0123456789", "tools/invoke.sh");

        assertThat(forgotten.exit()).as(forgotten.output()).isZero();
        assertThat(forgotten.output()).contains("1 votes deleted");
        await().atMost(SOON).until(() -> count("like~listed").contains("\"count\":1,"));
        assertThat(run("tools/votes.sh", "export", "like~listed", "tools/invoke.sh")
                        .output())
                .contains("a-voter-1123456789 ")
                .doesNotContain("a-voter-0123456789");
        Result rebuilt = run("tools/rebuild.sh", "like~listed", "tools/invoke.sh");
        assertThat(rebuilt.exit()).as(rebuilt.output()).isZero();
        assertThat(rebuilt.output()).contains("2 shards are those of the votes", "\"count\":1");
        Result audited = audit("like~listed", "");
        assertThat(audited.output()).contains("counted", "agrees");
        assertThat(audit("like~listed", "1").exit()).isEqualTo(2);
        assertNamesNoVoter(Files.readString(directory.resolve("stack.log")));
        assertNamesNoVoter(read("/metrics"));
        assertNamesNoVoter(read("/traces"));
    }

    private static void assertNamesNoVoter(String text) {
        assertThat(text).isNotEmpty().doesNotContain("voter-0123456789", "voter-1123456789");
    }

    @Test
    void votes_wrongInput_showsAnExample() throws Exception {
        Result export = run("tools/votes.sh", "export", "likes", "tools/invoke.sh");
        assertThat(export.exit()).isEqualTo(2);
        assertThat(export.output()).contains("COUNTER=like~article-1");
        Result forget = run("tools/votes.sh", "forget", "anna", "tools/invoke.sh");
        assertThat(forget.exit()).isEqualTo(2);
        assertThat(forget.output()).contains("VOTER=a-5f0c1d7ab3e94c28").doesNotContain("anna");
    }

    @Test
    void administer_wrongInput_showsAnExample() throws Exception {
        Result rejected = run("tools/administer.sh", "adjust", "likes", "1.5", "tools/invoke.sh");

        assertThat(rejected.exit()).isEqualTo(2);
        assertThat(rejected.output()).contains("DELTA=1000");
    }

    @Test
    void audit_deadLetterAndClicks_addUpToTheAcceptedClicks() throws Exception {
        try (Cloud cloud = cloud()) {
            String click = "{\"type\":\"click\",\"id\":\"%s\",\"counter\":\"audited\",\"delta\":%d}";
            send(cloud, queue(cloud, "dead-letters"), "audited#0", click.formatted(OLD_CLICK, 5));
            send(cloud, queue(cloud, "clicks"), "audited#1", click.formatted(OLD_CLICK, 7));
            await().atMost(SOON).until(() -> count("audited").contains("\"count\":7"));

            Result agrees = audit("audited", "12");
            assertThat(agrees.output()).contains("#1, 1 writes", "in 1 dead letters", "agrees");
            assertThat(agrees.output()).containsPattern("accepted +12 ").containsPattern("published +7 ");
            assertThat(agrees.exit()).isZero();

            Result disagrees = audit("audited", "13");
            assertThat(disagrees.output()).contains("disagrees: 13 accepted, but 12 counted and dead");
            assertThat(disagrees.exit()).isEqualTo(1);

            assertThat(local("redrive", "yes").exit()).isZero();
            await().atMost(SOON).until(() -> count("audited").contains("\"count\":12"));
        }
    }

    @Test
    void audit_wrongSum_showsAnExample() throws Exception {
        Result rejected = audit("likes", "many");

        assertThat(rejected.exit()).isEqualTo(2);
        assertThat(rejected.output()).contains("ACCEPTED=42");
    }

    @Test
    void aws_inFlight_isTheNumberOfMessagesInTheQueue() throws Exception {
        needTools();
        try (Cloud cloud = cloud()) {
            FifoQueue waiting = FifoQueue.create(cloud.sqs());
            waiting.send("waits#0", "1");
            waiting.send("waits#0", "2");

            assertThat(aws(cloud.sqsEndpoint().toString(), Map.of("clicks", waiting.url()), "in-flight")
                            .output())
                    .isEqualTo("2\n");
        }
    }

    @Test
    void aws_regionInTheState_winsOverTheEnvironment() throws Exception {
        needTools();
        Result called = callOf(REGION);

        assertThat(called.output()).contains("--region eu-central-1 ");
        assertThat(called.exit()).isZero();
    }

    @Test
    void aws_noRegionInTheState_usesThatOfTheEnvironment() throws Exception {
        needTools();
        Result called = callOf("");

        assertThat(called.output()).contains("sqs get-queue-attributes").doesNotContain("--region");
        assertThat(called.exit()).isZero();
    }

    /** Returns the call that the script makes in an environment of another region, as a fake {@code aws} prints it. */
    private Result callOf(String region) throws Exception {
        return aws(
                Map.of("AWS_DEFAULT_REGION", "us-east-1", "PATH", pathWith("aws", "echo \"$@\" >&2; echo 0")),
                region,
                Map.of("clicks", "http://queue"),
                "in-flight");
    }

    @Test
    void local_nothingAnswers_namesTheCommandToStart() throws Exception {
        String free = "http://127.0.0.1:" + freePort();
        Map<String, String> addresses = Map.of("TALLY_URL", free, "LAMBDA_URL", free);

        for (Result rejected : List.of(
                run(addresses, "tools/local.sh", "redrive"), run(addresses, "tools/invoke.sh", "press", SAMPLE))) {
            assertThat(rejected.exit()).isNotZero();
            assertThat(rejected.output()).contains("make run");
        }
    }

    @Test
    void make_unknownFunction_namesTheKnownOnes() throws Exception {
        needTools();
        Map<String, String> functions = stateOf("", Map.of());
        for (String target : List.of("invoke", "tail")) {
            Result local = run("make", target, "FUNCTION=presss");
            assertThat(local.exit()).isNotZero();
            assertThat(local.output()).contains("no function 'presss'; the functions are: press, aggregator,");

            Result deployed = run(functions, "make", target, "FUNCTION=presss", "CLOUD=aws");
            assertThat(deployed.exit()).isNotZero();
            assertThat(deployed.output()).contains("no 'presss'; it has: press, rollup");
        }
    }

    @Test
    void make_invoke_findsTheRunningStack() throws Exception {
        Result invoked = run("make", "invoke", "FUNCTION=aggregator");

        assertThat(invoked.output()).contains("batchItemFailures", "REPORT RequestId");
        assertThat(invoked.exit()).isZero();
    }

    @Test
    void aws_invoke_findsTheFunctionByTerraformsOutputs() throws Exception {
        needTools();
        Result invoked = aws(lambda(), "invoke", "rollup", "functions/broadcaster/events/rollup-rebuild.json");

        assertThat(invoked.output()).contains("\"counter\":\"sample\"", "REPORT RequestId");
        assertThat(invoked.exit()).isZero();
    }

    /** The script and the AWS CLI work with the versions of the local stack as with those of Lambda. */
    @Test
    void aws_rollback_movesTheAliasesToTheVersionsBefore() throws Exception {
        needTools();
        LambdaApi api = new LambdaApi(URI.create(lambda()), directory);
        for (String function : List.of("press", "rollup")) {
            api.move(function, api.publishOtherCode(function, "Deployment b"));
        }

        Result rolledBack = aws(lambda(), "rollback", "yes");

        assertThat(rolledBack.output())
                .contains("from Deployment b to -", "press        2 -> 1\n", "rollup       2 -> 1\n");
        assertThat(rolledBack.exit()).isZero();
        assertThat(List.of(api.live("press"), api.live("rollup"))).containsOnly("1");
    }

    @Test
    void aws_invokeOfFunctionThatFails_exitsWithItsError() throws Exception {
        needTools();
        Path event = Files.writeString(directory.resolve("wrong.json"), "{\"rebuild\":\"-\"}");
        Result failed = aws(lambda(), "invoke", "rollup", event.toString());

        assertThat(failed.output()).contains("the function failed: Unhandled");
        assertThat(failed.exit()).isEqualTo(1);
    }

    @Test
    void aws_unknownFunction_namesTheDeployedOnes() throws Exception {
        needTools();
        Result rejected = aws(lambda(), "invoke", "unknown", SAMPLE);

        assertThat(rejected.exit()).isNotZero();
        assertThat(rejected.output()).contains("no 'unknown'", "rollup");
    }

    @Test
    void aws_tail_printsEachEventOfEachDeployedFunctionOnce() throws Exception {
        needTools();
        Path calls = Files.createFile(directory.resolve("tail-calls"));
        Path followed = directory.resolve("tail-output");
        Map<String, String> environment = new HashMap<>(stateOf(REGION, Map.of()));
        environment.put(
                "PATH",
                pathWith("aws", "echo >>" + calls + "; printf '1\\tone\\tclicks.counted\\n2\\ttwo\\t{\"_aws\":1}\\n'"));
        Process tail = command(environment, "tools/aws.sh", "tail")
                .redirectOutput(followed.toFile())
                .start();
        try {
            await().atMost(SOON).until(() -> Files.readAllLines(calls).size() >= 6);
            assertThat(Files.readAllLines(followed))
                    .containsExactlyInAnyOrder("press clicks.counted", "rollup clicks.counted");
        } finally {
            tail.destroy();
            assertThat(tail.waitFor(10, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void aws_redrive_listsLettersAndMovesNothing() throws Exception {
        needTools();
        try (Cloud cloud = cloud()) {
            String deadLetters = create(cloud);
            send(cloud, deadLetters, "listed#0", "{\"type\":\"listed\",\"voter\": \"" + VOTER + "\"}");
            Map<String, String> queues = Map.of("dead-letters", deadLetters, "clicks", deadLetters);

            Result listed = aws(cloud.sqsEndpoint().toString(), queues, "redrive");

            assertThat(listed.output())
                    .contains(
                            "1 dead letters",
                            "listed#0  received too often  {\"type\":\"listed\",\"voter\":hidden}",
                            "CONFIRM=yes");
            assertThat(listed.exit()).isZero();
            assertThat(cloud.sqs()
                            .receiveMessage(receive -> receive.queueUrl(deadLetters))
                            .messages())
                    .hasSize(1);
        }
    }

    /** A call takes half a second, and received letters can only be released for two minutes. */
    @Test
    void aws_redriveOfManyLetters_listsAllAndReleasesThemInAFewCalls() throws Exception {
        needTools();
        try (Cloud cloud = cloud()) {
            FifoQueue deadLetters = FifoQueue.create(cloud.sqs());
            List<String> letters = IntStream.range(0, 23)
                    .mapToObj(number -> "letter-" + number)
                    .toList();
            // Each has its own group, because SQS hides the rest of a group that does not fit into a receive.
            letters.forEach(letter -> deadLetters.send("many#" + letters.indexOf(letter), letter));
            Path calls = directory.resolve("calls");
            String aws = Programs.onPath("aws").orElseThrow().toString();

            Result listed = aws(
                    Map.of(
                            "AWS_ENDPOINT_URL",
                            cloud.sqsEndpoint().toString(),
                            "PATH",
                            pathWith("aws", "echo >>" + calls + "; exec " + aws + " \"$@\"")),
                    REGION,
                    Map.of("dead-letters", deadLetters.url(), "clicks", deadLetters.url()),
                    "redrive");

            assertThat(listed.exit()).isZero();
            assertThat(listed.output().lines().filter(line -> line.startsWith("  many#")))
                    .extracting(line -> line.replaceFirst(".* ", ""))
                    .containsExactlyInAnyOrderElementsOf(letters);
            assertThat(Files.readAllLines(calls)).hasSizeLessThan(10);
            List<String> released = new ArrayList<>();
            for (List<Message> batch = deadLetters.receive(); !batch.isEmpty(); batch = deadLetters.receive()) {
                released.addAll(FifoQueue.bodies(batch));
            }
            assertThat(released).containsExactlyInAnyOrderElementsOf(letters);
        }
    }

    @Test
    void aws_redriveConfirmed_startsTheTaskAndWaitsForItsEnd() throws Exception {
        needTools();
        try (Cloud cloud = cloud()) {
            FifoQueue deadLetters = FifoQueue.create(cloud.sqs());
            FifoQueue source = FifoQueue.create(cloud.sqs(), deadLetters, 1);
            source.send("moved#0", "1");
            source.makeVisible(source.receive());
            assertThat(source.receive())
                    .as("a second receive moves the message")
                    .isEmpty();

            Result moved = aws(
                    cloud.sqsEndpoint().toString(),
                    Map.of("dead-letters", deadLetters.url(), "clicks", source.url()),
                    "redrive",
                    "yes");

            assertThat(moved.output()).contains("1 dead letters", "redrive: COMPLETED");
            assertThat(moved.exit()).isZero();
            assertThat(FifoQueue.bodies(source.receive())).containsExactly("1");
        }
    }

    @Test
    void run_dockerDoesNotAnswer_namesTheNextStep() throws Exception {
        Result rejected = runOnDocker("exit 1", Map.of());

        assertThat(rejected.exit()).isEqualTo(1);
        assertThat(rejected.output()).containsOnlyOnce("\n").contains("Docker does not answer", "make run");
    }

    @Test
    void run_portTaken_namesThePortAndTheSetting() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String port = String.valueOf(taken.getLocalPort());
            Result rejected = runOnDocker("exit 0", Map.of("TALLY_EMULATOR_PORT", port));

            assertThat(rejected.exit()).isEqualTo(1);
            assertThat(rejected.output()).containsOnlyOnce("\n").contains("port " + port, "TALLY_EMULATOR_PORT");
        }
    }

    @Test
    void run_unknownCloud_namesTheKnownOnes() throws Exception {
        Result rejected = run("localstack/run.sh", "azure", "true");

        assertThat(rejected.exit()).isEqualTo(1);
        assertThat(rejected.output()).contains("'azure'", "floci");
    }

    @Test
    void collect_everyKind_usesNoNameTwice() throws Exception {
        Path root = directory.resolve("released");
        Path script = copy(Path.of(".github", "collect.sh"), root);
        for (String file : List.of(
                "infra/terraform/run.sh",
                "tools/aws.sh",
                "docs/runbook.md",
                "web/app/dist/index.html",
                "web/button/dist/site/tally.js")) {
            write(root.resolve(file));
        }
        for (String name : List.of("client", "button")) {
            Path described = root.resolve(Path.of("web", name, "package.json"));
            Files.createDirectories(described.getParent());
            Files.writeString(described, "{\"name\": \"@tally/" + name + "\", \"version\": \"1.0.0\"}");
        }
        for (String file : List.of("Makefile", "README.md", "CHANGELOG.md", "LICENSE")) {
            write(root.resolve(file));
        }
        write(root.resolve(Path.of("target", "bom.json")));
        for (String function : List.of("press", "aggregator", "broadcaster")) {
            write(root.resolve(Path.of("functions", function, "target", "function.zip")));
            write(root.resolve(Path.of("functions", function, "target", "native", "function.zip")));
            write(root.resolve(Path.of("functions", function, "events", "event.json")));
        }

        List<String> collected = new ArrayList<>();
        for (String kind : List.of("jvm", "native-x86_64", "native-arm64")) {
            Result result = run(Map.of("GITHUB_REF_NAME", "v1"), script.toString(), kind, kind);
            assertThat(result.exit()).as(result.output()).isZero();
            try (Stream<Path> files = Files.list(root.resolve(kind))) {
                files.forEach(file -> collected.add(file.getFileName().toString()));
            }
        }

        assertThat(collected)
                .doesNotHaveDuplicates()
                .hasSize(14)
                .contains("tally-press-v1-jvm.zip", "tally-v1.cdx.json", "tally-v1.tar.gz")
                .contains("tally.js", "tally-client-1.0.0.tgz", "tally-button-1.0.0.tgz");
        Result bundled = run(
                "tar", "-tzf", root.resolve(Path.of("jvm", "tally-v1.tar.gz")).toString());
        assertThat(bundled.output().lines())
                .contains(
                        "tally-v1/Makefile",
                        "tally-v1/packages/tally-broadcaster-v1-jvm.zip",
                        "tally-v1/infra/terraform/release.auto.tfvars",
                        "tally-v1/tools/aws.sh",
                        "tally-v1/docs/runbook.md",
                        "tally-v1/web/app/dist/index.html",
                        "tally-v1/functions/press/events/event.json");
    }

    /** Copies a script into a separate project. */
    private static Path copy(Path script, Path root) throws IOException {
        Path copy = root.resolve(script);
        Files.createDirectories(copy.getParent());
        return Files.copy(ROOT.resolve(script), copy, StandardCopyOption.COPY_ATTRIBUTES);
    }

    private static void write(Path file) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, "any");
    }

    /** Runs the script for an emulator with a fake {@code docker}. */
    private Result runOnDocker(String script, Map<String, String> environment) throws Exception {
        Map<String, String> all = new HashMap<>(environment);
        all.put("PATH", pathWith("docker", script));
        return run(all, "localstack/run.sh", "localstack", "true");
    }

    /** Returns a {@code PATH} with a fake program. */
    private String pathWith(String program, String script) throws IOException {
        Path bin = Files.createDirectories(directory.resolve("bin-" + UUID.randomUUID()));
        Path file = Files.writeString(bin.resolve(program), "#!/bin/sh\n" + script + "\n");
        assertThat(file.toFile().setExecutable(true)).isTrue();
        return bin + ":" + System.getenv("PATH");
    }

    private static void needTools() throws Exception {
        for (String tool : List.of("aws", "terraform")) {
            if (new ProcessBuilder("sh", "-c", "command -v " + tool + " >/dev/null")
                            .start()
                            .waitFor()
                    != 0) {
                System.err.println("SKIPPED: make invoke CLOUD=aws: there is no " + tool
                        + " on the PATH; install both: https://aws.amazon.com/cli,"
                        + " https://developer.hashicorp.com/terraform");
                abort("no " + tool);
            }
        }
    }

    private Result aws(String endpoint, String... arguments) throws Exception {
        return aws(endpoint, Map.of(), arguments);
    }

    private Result aws(String endpoint, Map<String, String> queues, String... arguments) throws Exception {
        return aws(Map.of("AWS_ENDPOINT_URL", endpoint), REGION, queues, arguments);
    }

    /** Runs the script on a Terraform state with these outputs, in an environment without any other region. */
    private Result aws(Map<String, String> environment, String region, Map<String, String> queues, String... arguments)
            throws Exception {
        Map<String, String> all = new HashMap<>(environment);
        all.putAll(stateOf(region, queues));
        List<String> command = new ArrayList<>(List.of("tools/aws.sh"));
        command.addAll(List.of(arguments));
        return run(all, command.toArray(String[]::new));
    }

    /** Returns the settings for a Terraform state with these outputs. */
    private Map<String, String> stateOf(String region, Map<String, String> queues) throws IOException {
        Path terraform = Files.createDirectories(directory.resolve("terraform-" + UUID.randomUUID()));
        String state =
                """
                {"version": 4, "terraform_version": "1.11.0", "serial": 1, "lineage": "test", "resources": [], "outputs": {%s
                  "function_alias": {"value": "live", "type": "string"},
                  "function_names": {"value": {"rollup": "rollup", "press": "press"}, "type": ["map", "string"]},
                  "queue_urls": {"value": %s, "type": ["map", "string"]}}}
                """
                        .formatted(region, Json.encode(queues));
        Files.writeString(terraform.resolve("terraform.tfstate"), state);
        return Map.of(
                "TALLY_TERRAFORM", terraform.toString(),
                "AWS_CONFIG_FILE", "/dev/null",
                "AWS_ACCESS_KEY_ID", "local",
                "AWS_SECRET_ACCESS_KEY", "local");
    }

    private Result local(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of("tools/local.sh"));
        command.addAll(List.of(arguments));
        return run(command.toArray(String[]::new));
    }

    private Result audit(String counter, String accepted) throws Exception {
        return run("tools/audit.sh", counter, accepted, "tools/local.sh", "tools/invoke.sh");
    }

    private void invoke(String function, String event) throws Exception {
        assertThat(run("tools/invoke.sh", function, event).exit()).isZero();
    }

    private Result run(String... command) throws Exception {
        return run(Map.of(), command);
    }

    private Result run(Map<String, String> environment, String... command) throws Exception {
        Path output = directory.resolve("command-" + UUID.randomUUID());
        Process process =
                command(environment, command).redirectOutput(output.toFile()).start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return new Result(process.exitValue(), Files.readString(output));
    }

    private ProcessBuilder command(Map<String, String> environment, String... command) {
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(ROOT.toFile()).redirectErrorStream(true);
        builder.environment()
                .keySet()
                .removeAll(List.of(
                        "AWS_ENDPOINT_URL",
                        "AWS_REGION",
                        "AWS_DEFAULT_REGION",
                        "AWS_PROFILE",
                        "TALLY_URL",
                        "LAMBDA_URL"));
        builder.environment()
                .put("TALLY_STACK_FILE", StackProcess.stackFile(directory).toString());
        builder.environment().putAll(environment);
        return builder;
    }

    private Cloud cloud() {
        return EndpointCloud.open(URI.create("http://127.0.0.1:" + ports.get("TALLY_SQS_PORT")), "eu-central-1");
    }

    private String lambda() {
        return "http://127.0.0.1:" + ports.get("TALLY_LAMBDA_PORT");
    }

    private int vote(String counter, String voter) throws IOException, InterruptedException {
        URI uri = URI.create("http://127.0.0.1:" + ports.get("TALLY_HTTP_PORT") + "/v1/counters/" + counter + "/vote");
        HttpRequest request = HttpRequest.newBuilder(uri)
                .header("Content-Type", "application/json")
                .header("Tally-Voter", voter)
                .PUT(BodyPublishers.ofString("{\"value\":1}"))
                .build();
        return HttpClient.newHttpClient()
                .send(request, BodyHandlers.discarding())
                .statusCode();
    }

    private String count(String counter) throws IOException, InterruptedException {
        return read("/v1/counters/" + counter);
    }

    private String read(String path) throws IOException, InterruptedException {
        URI uri = URI.create("http://127.0.0.1:" + ports.get("TALLY_HTTP_PORT") + path);
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString())
                .body();
    }

    private static String queue(Cloud cloud, String name) {
        return cloud.sqs().listQueues().queueUrls().stream()
                .filter(url -> url.contains("/tally-" + name + "-"))
                .findFirst()
                .orElseThrow();
    }

    private static String create(Cloud cloud) {
        return cloud.sqs()
                .createQueue(create ->
                        create.queueName("dead-letters.fifo").attributesWithStrings(Map.of("FifoQueue", "true")))
                .queueUrl();
    }

    private static void send(Cloud cloud, String queue, String group, String body) {
        cloud.sqs().sendMessage(send -> send.queueUrl(queue)
                .messageGroupId(group)
                .messageDeduplicationId(UUID.randomUUID().toString())
                .messageBody(body));
    }

    private static int freePort() throws IOException {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return free.getLocalPort();
        }
    }
}
