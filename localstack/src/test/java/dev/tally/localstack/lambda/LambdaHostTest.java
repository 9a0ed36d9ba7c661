package dev.tally.localstack.lambda;

import static dev.tally.localstack.lambda.TestFunctions.TIMEOUT;
import static dev.tally.localstack.lambda.TestFunctions.event;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LambdaHostTest {

    private static final String FUNCTION = "press";
    private final Vertx vertx = Vertx.vertx();
    private Path zip = Path.of("unset");
    private LambdaHost host;

    /** Returns the settings of the host. */
    LambdaSettings settings() {
        return LambdaSettings.defaults().withInitTimeout(TIMEOUT).withInitRetryPause(Duration.ofMillis(1));
    }

    @BeforeAll
    void makeZip(@TempDir Path directory) throws IOException {
        zip = TestFunctions.zip(directory);
    }

    @BeforeEach
    void open() {
        host = new LambdaHost(vertx, settings());
    }

    @AfterEach
    void close() {
        host.close();
    }

    @AfterAll
    void closeVertx() {
        Await.on("closing Vert.x", vertx.close());
    }

    @Test
    void deploy_noArtifact_namesTheFileAndTheBuildCommand() {
        Path missing = zip.resolveSibling("absent.zip");

        assertThatThrownBy(() -> host.deploy(TestFunctions.one(FUNCTION, missing)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(missing.toString())
                .hasMessageContaining("build it with: make build");
    }

    @Test
    void deploy_again_endsTheOldProcesses() {
        deploy(Map.of("VERSION", "old"));
        assertThat(payload("environment VERSION")).isEqualTo("\"old\"");
        Set<ProcessHandle> old = host.processes(FUNCTION);

        deploy(Map.of("VERSION", "new"));

        assertThat(old).hasSize(1).noneMatch(ProcessHandle::isAlive);
        assertThat(payload("environment VERSION")).isEqualTo("\"new\"");
    }

    @Test
    void moveLive_invocationRuns_completesItOnTheVersionBeforeAndEndsItsProcess(@TempDir Path held) throws IOException {
        deploy(Map.of());
        CompletionStage<InvocationResult> running = invoke("hold " + held);
        await().atMost(TIMEOUT).until(() -> held.toFile().list().length == 1);
        Set<ProcessHandle> old = host.processes(FUNCTION);
        publishOtherCode();

        host.moveLive(FUNCTION, FunctionAlias.of("2"));

        assertThat(result(invoke("echo new")).version()).isEqualTo("2");
        assertThat(running.toCompletableFuture()).isNotDone();
        assertThat(old).hasSize(1).allMatch(ProcessHandle::isAlive);
        Files.createFile(held.resolve("release"));
        assertThat(result(running).version()).isEqualTo("1");
        assertThat(result(running).functionError()).isNull();
        await().atMost(TIMEOUT).until(() -> old.stream().noneMatch(ProcessHandle::isAlive));
    }

    @Test
    void moveLive_back_runsTheVersionBefore() throws IOException {
        deploy(Map.of());
        prewarm();
        publishOtherCode();
        host.moveLive(FUNCTION, FunctionAlias.of("2"));

        host.moveLive(FUNCTION, FunctionAlias.of("1"));

        assertThat(payload("environment AWS_LAMBDA_FUNCTION_VERSION")).isEqualTo("\"1\"");
        await().atMost(TIMEOUT).until(() -> host.processes(FUNCTION).size() == 1);
    }

    @Test
    void moveLive_weight_runsBothVersions() throws IOException {
        deploy(Map.of());
        publishOtherCode();

        host.moveLive(FUNCTION, new FunctionAlias("1", Map.of("2", 0.5)));

        await().atMost(TIMEOUT)
                .until(() -> Stream.generate(() -> result(invoke("echo x")).version())
                        .limit(20)
                        .collect(Collectors.toSet())
                        .equals(Set.of("1", "2")));
    }

    @Test
    void moveLive_versionDoesNotStart_keepsTheAlias() throws IOException {
        deploy(Map.of());
        host.updateCode(FUNCTION, endingCode());
        host.publish(FUNCTION, "");

        assertThatThrownBy(() -> host.moveLive(FUNCTION, FunctionAlias.of("2")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("'press' did not start");
        assertThat(result(invoke("echo x")).version()).isEqualTo("1");
    }

    @Test
    void updateCode_unpublished_changesLatestOnly() throws IOException {
        deploy(Map.of());

        host.updateCode(FUNCTION, otherCode());

        assertThat(result(invoke("echo x")).version()).isEqualTo("1");
        assertThat(result(host.invoke(new FunctionName(FUNCTION, "$LATEST"), event("echo x"), LogType.NONE))
                        .version())
                .isEqualTo("$LATEST");
    }

    @Test
    void updateCode_sameAgain_publishesNothing() throws IOException {
        deploy(Map.of());
        // A zip that is written again has another time.
        Buffer code = otherCode();
        publish(code);

        publish(code);

        assertThat(host.versions(FUNCTION).published()).hasSize(2);
    }

    /** Publishes version 2, whose zip has other bytes. */
    private void publishOtherCode() throws IOException {
        publish(otherCode());
    }

    private void publish(Buffer code) {
        host.updateCode(FUNCTION, code);
        assertThat(host.publish(FUNCTION, "").version()).isEqualTo("2");
    }

    private Buffer otherCode() throws IOException {
        Path copy = Files.copy(zip, zip.resolveSibling("other.zip"), StandardCopyOption.REPLACE_EXISTING);
        try (FileSystem entries = FileSystems.newFileSystem(copy)) {
            Files.writeString(entries.getPath("version.txt"), "2");
            Files.setLastModifiedTime(entries.getPath("version.txt"), FileTime.fromMillis(0));
        }
        return Buffer.buffer(Files.readAllBytes(copy));
    }

    /** Returns a package whose process ends before it requests an invocation. */
    private static Buffer endingCode() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream entries = new ZipOutputStream(bytes)) {
            entries.putNextEntry(new ZipEntry(TaskDirectory.BOOTSTRAP));
            entries.write("#!/bin/sh\nexit 7\n".getBytes(StandardCharsets.UTF_8));
        }
        return Buffer.buffer(bytes.toByteArray());
    }

    @Test
    void invoke_unknownFunction_fails() {
        assertThat(host.invoke("absent", event("echo x")))
                .failsWithin(TIMEOUT)
                .withThrowableThat()
                .withCauseInstanceOf(NoSuchFunctionException.class);
    }

    @Test
    void invoke_oneAfterAnother_answersFromOneProcess() {
        deploy(Map.of());

        InvocationResult result = result(invoke("echo hello"));

        assertThat(result.payload()).hasToString("\"hello\"");
        assertThat(result.functionError()).isNull();
        assertThat(result.logTail()).isEmpty();
        assertThat(payload("pid")).isEqualTo(payload("pid"));
    }

    @Test
    void invoke_process_hasLambdasVariablesAndNotTheHosts() {
        deploy(Map.of("TALLY_TABLE", "counters", "AWS_LAMBDA_FUNCTION_NAME", "forged"));

        Map<String, String> expected = Map.of(
                "TALLY_TABLE", "counters",
                "AWS_LAMBDA_FUNCTION_NAME", FUNCTION,
                "AWS_LAMBDA_FUNCTION_VERSION", "1",
                "AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "256",
                "AWS_REGION", "eu-central-1",
                "TZ", ":UTC",
                "AWS_LAMBDA_MAX_CONCURRENCY", "null",
                "PATH", System.getenv("PATH"));
        expected.forEach((name, value) ->
                assertThat(payload("environment " + name)).as(name).isEqualTo('"' + value + '"'));
        Set<String> kept = Set.of("PATH", "HOME", "LANG", "TMPDIR", "TZ");
        String hostVariable = System.getenv().keySet().stream()
                .filter(name -> !kept.contains(name) && !name.startsWith("AWS_") && !name.startsWith("_"))
                .findFirst()
                .orElseThrow();
        assertThat(payload("environment " + hostVariable)).isEqualTo("\"null\"");
    }

    @Test
    void invoke_firstProcess_startsWithSnapStartAndLaterOnesDoNot() {
        deploy(Map.of());
        assertThat(payload("environment AWS_LAMBDA_INITIALIZATION_TYPE")).isEqualTo("\"snap-start\"");

        kill();

        assertThat(payload("environment AWS_LAMBDA_INITIALIZATION_TYPE")).isEqualTo("\"on-demand\"");
    }

    @Test
    void invoke_context_hasArnAndDeadline() {
        deploy(Map.of());

        assertThat(payload("arn")).isEqualTo("\"arn:aws:lambda:eu-central-1:000000000000:function:press:live\"");
        assertThat(Long.parseLong(payload("remaining"))).isBetween(TIMEOUT.toMillis() / 2, TIMEOUT.toMillis());
    }

    @Test
    void invoke_trace_isInTheContextAndWhereTheSdkReadsIt() {
        deploy(Map.of());
        String[] ofOne = payload("trace").replace("\"", "").split(" ");
        assertThat(ofOne[0]).startsWith("Root=1-");
        assertThat(ofOne).containsExactly(ofOne[0], ofOne[0], "null");

        host.deploy(TestFunctions.of(FUNCTION, zip, TIMEOUT, Map.of(), 1, 4));
        String[] ofConcurrent = payload("trace").replace("\"", "").split(" ");
        assertThat(ofConcurrent[0]).startsWith("Root=1-").isNotEqualTo(ofOne[0]);
        assertThat(ofConcurrent).containsExactly(ofConcurrent[0], "null", ofConcurrent[0]);
    }

    @Test
    void invoke_severalAtOncePerEnvironment_runInOneProcess() {
        host.deploy(TestFunctions.of(FUNCTION, zip, TIMEOUT, Map.of(), 1, 4));

        List<CompletableFuture<InvocationResult>> four = IntStream.range(0, 4)
                .mapToObj(i -> invoke("meet").toCompletableFuture())
                .toList();

        assertThat(four.stream().map(met -> result(met).payload().toString()).distinct())
                .hasSize(1);
        assertThat(host.processes(FUNCTION)).hasSize(1);
    }

    @Test
    void invoke_severalEnvironments_runConcurrentlyUpToTheMaximum(@TempDir Path held) {
        host.deploy(TestFunctions.of(FUNCTION, zip, TIMEOUT, Map.of(), 2, 1));
        CompletionStage<InvocationResult> first = invoke("hold " + held);
        CompletionStage<InvocationResult> second = invoke("hold " + held);
        CompletionStage<InvocationResult> third = invoke("echo third");
        await().atMost(TIMEOUT).until(() -> held.toFile().list().length == 2);

        assertThat(host.processes(FUNCTION)).hasSize(2);
        assertThat(third.toCompletableFuture()).isNotDone();

        kill();

        assertThat(List.of(result(first), result(second)))
                .allSatisfy(killed -> assertThat(errorType(killed)).isEqualTo("Runtime.ExitError"));
        assertThat(result(third).payload()).hasToString("\"third\"");
    }

    @Test
    void invoke_allEnvironmentsBusyAndQueueFull_isThrottled() {
        host = new LambdaHost(vertx, settings().withWaitingLimit(1));
        deploy(Map.of());
        prewarm();
        CompletionStage<InvocationResult> running = invoke("sleep 60000");
        CompletionStage<InvocationResult> waiting = invoke("echo waited");

        assertThat(invoke("echo rejected"))
                .failsWithin(TIMEOUT)
                .withThrowableThat()
                .withCauseInstanceOf(ThrottledException.class);
        kill();
        assertThat(result(waiting).payload()).hasToString("\"waited\"");
        assertThat(running.toCompletableFuture()).isDone();
    }

    @Test
    void invoke_functionThrows_answersItsErrorAndKeepsTheProcess() {
        deploy(Map.of());
        String before = payload("pid");

        InvocationResult failed = result(invoke("throw rejected"));

        assertThat(failed.functionError()).isEqualTo("Unhandled");
        assertThat(errorType(failed)).isEqualTo("java.lang.IllegalArgumentException");
        assertThat(failed.payload().toJsonObject().getString("errorMessage")).isEqualTo("rejected");
        assertThat(failed.payload().toJsonObject().getJsonArray("stackTrace"))
                .extracting(Object::toString)
                .noneMatch(frame -> frame.contains(settings().runtime().mainClass()))
                .first(InstanceOfAssertFactories.STRING)
                .contains(TestFunction.class.getName());
        assertThat(payload("pid")).isEqualTo(before);
    }

    @Test
    void invoke_tooLong_killsTheProcessAndTheNextStartsAnother() {
        host.deploy(TestFunctions.of(FUNCTION, zip, Duration.ofSeconds(1), Map.of(), 1, 1));
        String before = payload("pid");
        Set<ProcessHandle> processes = host.processes(FUNCTION);

        InvocationResult late = result(invoke("sleep 60000"));

        assertThat(late.functionError()).isEqualTo("Unhandled");
        assertThat(late.payload().toJsonObject())
                .isEqualTo(new JsonObject()
                        .put("errorType", "Sandbox.Timedout")
                        .put(
                                "errorMessage",
                                "RequestId: " + late.requestId() + " Error: Task timed out after 1.00 seconds"));
        assertThat(processes).hasSize(1).noneMatch(ProcessHandle::isAlive);
        assertThat(payload("pid")).isNotEqualTo(before);
    }

    @Test
    void invoke_oneOfSeveralTooLong_failsTheOthersWithTheProcess() {
        host.deploy(TestFunctions.of(FUNCTION, zip, Duration.ofSeconds(2), Map.of(), 1, 2));
        prewarm();
        CompletionStage<InvocationResult> first = invoke("sleep 60000");
        assertThat(payload("echo in between")).isEqualTo("\"in between\"");
        CompletionStage<InvocationResult> other = invoke("sleep 60000");

        assertThat(errorType(result(first))).isEqualTo("Sandbox.Timedout");
        assertThat(errorType(result(other))).isEqualTo("Runtime.ExitError");
    }

    @Test
    void invoke_processExits_failsAndTheNextStartsAnother() {
        deploy(Map.of());
        String before = payload("pid");

        InvocationResult died = result(invoke("halt 3"));

        assertThat(died.functionError()).isEqualTo("Unhandled");
        assertThat(died.payload().toJsonObject())
                .isEqualTo(new JsonObject()
                        .put("errorType", "Runtime.ExitError")
                        .put(
                                "errorMessage",
                                "RequestId: " + died.requestId() + " Error: Runtime exited with error: exit status 3"));
        assertThat(payload("pid")).isNotEqualTo(before);
    }

    @Test
    void invoke_responseOverSixMegabytes_failsAndKeepsTheProcess() {
        deploy(Map.of());
        String before = payload("pid");

        InvocationResult large = result(invoke("large " + 6 * 1024 * 1024));
        InvocationResult tooLarge = result(invoke("large " + (6 * 1024 * 1024 + 100)));

        assertThat(large.functionError()).isNull();
        assertThat(errorType(tooLarge)).isEqualTo("Function.ResponseSizeTooLarge");
        assertThat(payload("pid")).isEqualTo(before);
    }

    @Test
    void invoke_constructorThrows_answersTheErrorThatTheRuntimePosted() {
        deploy(Map.of("INIT", "throw"));

        InvocationResult failed = result(invoke("echo x"));

        assertThat(failed.functionError()).isEqualTo("Unhandled");
        assertThat(failed.payload().toJsonObject().getString("errorMessage")).contains("no settings");
        assertThat(result(invoke("echo x")).functionError()).isEqualTo("Unhandled");
    }

    @Test
    void invoke_processExitsAtInit_failsAllWaiting() {
        deploy(Map.of("INIT", "exit"));

        List<CompletionStage<InvocationResult>> waiting = List.of(invoke("echo 1"), invoke("echo 2"));

        assertThat(waiting)
                .allSatisfy(failed ->
                        assertThat(result(failed).payload().toString()).contains("Runtime.ExitError", "exit status 7"));
    }

    @Test
    void invoke_initTooLong_killsTheProcess() {
        host = new LambdaHost(vertx, settings().withInitTimeout(Duration.ofMillis(700)));
        deploy(Map.of("INIT", "hang"));

        InvocationResult failed = result(invoke("echo x"));

        assertThat(failed.payload().toString()).contains("Sandbox.Timedout", "timed out after 0.70 seconds");
        await().atMost(TIMEOUT).until(() -> host.processes(FUNCTION).isEmpty());
    }

    @Test
    void invoke_tail_containsTheOutputOfThisInvocation() {
        deploy(Map.of());
        payload("print earlier");

        InvocationResult result =
                result(host.invoke(FunctionName.live(FUNCTION), event("print hello log"), LogType.TAIL));

        String id = result.requestId();
        assertThat(result.logTail())
                .startsWith("START RequestId: " + id + " Version: 1\nhello log\nunterminated")
                .containsPattern("\nEND RequestId: " + id + "\nREPORT RequestId: " + id
                        + "\tDuration: \\d+\\.\\d\\d ms\tBilled Duration: \\d+ ms\tMemory Size: 256 MB\t")
                .doesNotContain("earlier");
    }

    @Test
    void invoke_tailOfACrash_containsTheEarlierOutput() {
        deploy(Map.of());

        InvocationResult result =
                result(host.invoke(FunctionName.live(FUNCTION), event("throw in the log"), LogType.TAIL));
        InvocationResult crash = result(host.invoke(FunctionName.live(FUNCTION), event("halt 1"), LogType.TAIL));

        assertThat(result.logTail()).contains("IllegalArgumentException");
        assertThat(crash.logTail()).startsWith("START RequestId: " + crash.requestId());
    }

    @Test
    void invoke_longLog_isCutToItsLast4KB() {
        deploy(Map.of());

        InvocationResult result =
                result(host.invoke(FunctionName.live(FUNCTION), event("print " + "x".repeat(8000)), LogType.TAIL));

        assertThat(result.logTail()).hasSize(4096).startsWith("x").contains("REPORT");
    }

    @Test
    void invoke_killedBeforeItsAnswer_failsThoughTheFunctionFinished() {
        AtomicBoolean once = new AtomicBoolean(true);
        host = new LambdaHost(
                vertx,
                settings()
                        .withFaults((function, requestId, response) ->
                                response.toString().contains("lost") && once.getAndSet(false)));
        deploy(Map.of());

        InvocationResult lost = result(invoke("echo lost"));

        assertThat(errorType(lost)).isEqualTo("Runtime.ExitError");
        assertThat(lost.payload().toString()).contains("signal: killed");
        assertThat(payload("echo lost")).isEqualTo("\"lost\"");
    }

    @Test
    void prewarm_noEnvironment_completesWhenOneIsReady() {
        deploy(Map.of());

        prewarm();

        assertThat(host.processes(FUNCTION)).hasSize(1).allMatch(ProcessHandle::isAlive);
    }

    @Test
    void prewarm_initFails_failsWithTheReason() {
        deploy(Map.of("INIT", "throw"));

        assertThat(host.prewarm(FUNCTION))
                .failsWithin(TIMEOUT)
                .withThrowableThat()
                .withMessageContaining("'press' did not start")
                .withMessageContaining("no settings");
    }

    @Test
    void freeze_process_answersOnlyOnceThawed() {
        deploy(Map.of());
        prewarm();
        assertThat(host.freeze(FUNCTION)).succeedsWithin(TIMEOUT);
        CompletableFuture<InvocationResult> frozen = invoke("echo cold").toCompletableFuture();
        assertThat(frozen).failsWithin(Duration.ofMillis(200));

        assertThat(host.thaw(FUNCTION)).succeedsWithin(TIMEOUT);

        assertThat(result(frozen).payload()).hasToString("\"cold\"");
    }

    /** Ctrl-C and a closed terminal send these signals to the whole process group. */
    @ParameterizedTest
    @ValueSource(strings = {"INT", "HUP"})
    void terminalSignal_whileInvoked_isIgnored(String signal) throws Exception {
        deploy(Map.of());
        prewarm();
        CompletionStage<InvocationResult> running = invoke("sleep 2000");

        for (ProcessHandle process : host.processes(FUNCTION)) {
            Signals.send(signal, process);
        }

        assertThat(result(running).payload()).hasToString("\"slept\"");
    }

    @Test
    void freeze_untilTheTimeout_isKilled() {
        host.deploy(TestFunctions.of(FUNCTION, zip, Duration.ofMillis(300), Map.of(), 1, 1));
        prewarm();
        assertThat(host.freeze(FUNCTION)).succeedsWithin(TIMEOUT);

        assertThat(errorType(result(invoke("echo cold")))).isEqualTo("Sandbox.Timedout");
    }

    @Test
    void close_runningAndStarting_leavesNoProcess(@TempDir Path directory) {
        // The initialization may take longer than a close.
        host = new LambdaHost(
                vertx, LambdaSettings.defaults().withRuntime(settings().runtime()));
        Map<String, String> once = Map.of(
                "INIT", "hangButOnce", "ONCE", directory.resolve("started").toString());
        host.deploy(TestFunctions.of(FUNCTION, zip, TIMEOUT, once, 2, 1));
        prewarm();
        CompletionStage<InvocationResult> running = invoke("sleep 60000");
        CompletionStage<InvocationResult> waiting = invoke("echo x");
        await().atMost(TIMEOUT).until(() -> host.processes(FUNCTION).size() == 2);
        Set<ProcessHandle> processes = host.processes(FUNCTION);

        host.close();

        assertThat(processes).hasSize(2).noneMatch(ProcessHandle::isAlive);
        assertThat(errorType(result(running))).isEqualTo("Runtime.ExitError");
        assertThat(waiting).failsWithin(TIMEOUT);
        assertThat(childrenRunningTheRuntime()).isEmpty();
    }

    @Test
    void deploy_closed_isRejected() {
        host.close();

        assertThatThrownBy(() -> deploy(Map.of()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("the host is closed");
    }

    private void deploy(Map<String, String> environment) {
        host.deploy(TestFunctions.of(FUNCTION, zip, TIMEOUT, environment, 1, 1));
    }

    private void prewarm() {
        assertThat(host.prewarm(FUNCTION)).succeedsWithin(TIMEOUT);
    }

    private void kill() {
        assertThat(host.kill(FUNCTION)).succeedsWithin(TIMEOUT);
    }

    private CompletionStage<InvocationResult> invoke(String command) {
        return host.invoke(FUNCTION, event(command));
    }

    private String payload(String command) {
        return result(invoke(command)).payload().toString();
    }

    private static InvocationResult result(CompletionStage<InvocationResult> invocation) {
        return invocation
                .toCompletableFuture()
                .orTimeout(TIMEOUT.toSeconds(), TimeUnit.SECONDS)
                .join();
    }

    private static String errorType(InvocationResult result) {
        return result.payload().toJsonObject().getString("errorType");
    }

    private Set<ProcessHandle> childrenRunningTheRuntime() {
        String program = settings().runtime().mainClass();
        return ProcessHandle.current()
                .children()
                .filter(child -> child.info().commandLine().orElse("").contains(program))
                .collect(Collectors.toSet());
    }
}
