package dev.tally.localstack.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FunctionProcessTest {

    private static final FunctionRuntime.Program RUNTIME =
            new FunctionRuntime.Program("Client", List.of("-Doption=value"), "runtime.jar");

    @Test
    void command_toolOptionsOfTheFunction_followAndOverrideThoseOfTheRuntime() {
        List<String> command = command(Map.of("JAVA_TOOL_OPTIONS", " -XX:TieredStopAtLevel=4  -Dx=y "));
        assertThat(command)
                .containsSubsequence("-XX:TieredStopAtLevel=1", "-XX:TieredStopAtLevel=4", "-Dx=y", "-cp")
                .doesNotContain("");
    }

    @Test
    void command_noToolOptions_hasOnlyThoseOfTheRuntime() {
        assertThat(command(Map.of())).containsAll(FunctionProcess.JVM_OPTIONS).doesNotContain("");
    }

    @Test
    void command_javaWithClosedThreads_opensThem() throws IOException {
        assertThat(FunctionProcess.optionsOf(21)).isEmpty();
        assertThat(FunctionProcess.optionsOf(25))
                .containsExactly(FunctionProcess.OPENS_THREADS, FunctionProcess.LOADS_LIBRARIES);
        assertThat(command(Map.of()))
                .containsAll(FunctionProcess.optionsOf(Runtime.version().feature()));
        assertThat(Files.readString(SpecifiedFunctions.ROOT.resolve("infra/terraform/functions.tf")))
                .contains("JAVA_TOOL_OPTIONS = \"" + FunctionProcess.OPENS_THREADS + "\"");
    }

    @Test
    void command_anyFunction_endsWithItsHandlerAndItsName() {
        assertThat(command(Map.of()))
                .endsWith("-cp", "task:task/lib/*:runtime.jar", "Client", "Handler::handle", "press");
    }

    @Test
    void command_anyFunction_writesItsTemporaryFilesToItsOwnDirectory() {
        assertThat(command(Map.of())).contains("-Djava.io.tmpdir=scratch");
    }

    @Test
    void command_nativePackage_isItsBootstrapAlone(@TempDir Path task) throws IOException {
        Path bootstrap = Files.createFile(task.resolve("bootstrap"));
        assertThat(command(Map.of("JAVA_TOOL_OPTIONS", "-Dx=y"), task)).containsExactly(bootstrap.toString());
    }

    private static List<String> command(Map<String, String> environment) {
        return command(environment, Path.of("task"));
    }

    private static List<String> command(Map<String, String> environment, Path task) {
        FunctionDeployment function = new FunctionDeployment(
                "press",
                Path.of("function.zip"),
                "Handler::handle",
                512,
                Duration.ofSeconds(1),
                environment,
                1,
                1,
                List.of());
        return new FunctionProcess(function, task, Path.of("scratch"), RUNTIME, LambdaSettings.defaults()).command();
    }
}
