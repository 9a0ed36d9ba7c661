package dev.tally.system.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tally.localstack.spec.ProjectRoot;
import dev.tally.localstack.spec.StackSpec;
import dev.tally.system.kit.StackProcess;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code NATIVE=yes make run}, in a project with scripts as native packages. */
class NativeRunIT {

    private static final Path ROOT = ProjectRoot.above(Path.of(""));
    private static final Duration SOON = Duration.ofSeconds(60);

    /** Answers every invocation of a function, with the variables that are special for native packages. */
    private static final String BOOTSTRAP =
            """
            #!/bin/sh
            api=http://$AWS_LAMBDA_RUNTIME_API/2018-06-01/runtime/invocation
            while true; do
              id=$(curl -s -D - -o /dev/null "$api/next" | tr -d '\\r' | awk 'tolower($1) == "lambda-runtime-aws-request-id:" {print $2}')
              [ -n "$id" ] || exit 1
              body="$AWS_LAMBDA_FUNCTION_NAME $DISABLE_SIGNAL_HANDLERS ${AWS_LAMBDA_MAX_CONCURRENCY:-1}"
              curl -s -d '{"statusCode":200,"body":"'"$body"'"}' "$api/$id/response" >/dev/null
            done
            """;

    @TempDir
    private Path directory;

    @BeforeEach
    void makeProject() throws IOException {
        Files.createDirectories(directory.resolve("infra"));
        for (Path file : new Path[] {StackSpec.FILE, Path.of("infra/web.yaml")}) {
            Files.copy(ROOT.resolve(file), directory.resolve(file));
        }
    }

    @Test
    void run_nativePackages_runsTheirBootstraps() throws Exception {
        for (String module : new String[] {"press", "aggregator", "broadcaster"}) {
            writePackage(directory.resolve("functions/" + module + "/target/native/function.zip"));
        }
        Map<String, String> settings = new HashMap<>(StackProcess.freePorts());
        settings.put("NATIVE", "yes");
        Process process = StackProcess.start(directory, settings, directory);
        try {
            await().atMost(SOON)
                    .until(() -> StackProcess.output(directory).contains(StackProcess.READY) || !process.isAlive());
            assertThat(StackProcess.output(directory)).contains(StackProcess.READY);
            assertThat(read("http://127.0.0.1:" + settings.get("TALLY_HTTP_PORT") + "/v1/counters/likes"))
                    .isEqualTo("press true 1");
        } finally {
            StackProcess.stop(process);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "yes   | functions/press/target/native/function.zip: build the native packages with make build-native",
                "maybe | NATIVE must be yes or no, not 'maybe'",
            })
    void run_noPackageOrAnotherValue_endsWithTheReason(String value, String reason) throws Exception {
        Map<String, String> settings = new HashMap<>(StackProcess.freePorts());
        settings.put("NATIVE", value);
        assertThat(failedStart(settings)).contains(reason);
    }

    @Test
    void run_functionsInTheEmulator_namesTheOtherSetting() throws Exception {
        Map<String, String> settings = new HashMap<>(StackProcess.freePorts());
        settings.putAll(Map.of(
                "NATIVE", "yes", "TALLY_DEPLOYMENT", "outputs.json", "AWS_ENDPOINT_URL", "http://localhost:4566"));
        assertThat(failedStart(settings)).contains("FUNCTIONS=local");
    }

    private String failedStart(Map<String, String> settings) throws Exception {
        Process process = StackProcess.start(directory, settings, directory);
        try {
            assertThat(process.waitFor(SOON.toSeconds(), TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).isEqualTo(1);
            return StackProcess.output(directory);
        } finally {
            process.destroyForcibly();
        }
    }

    private static void writePackage(Path zip) throws IOException {
        Files.createDirectories(zip.getParent());
        try (OutputStream file = Files.newOutputStream(zip);
                ZipOutputStream entries = new ZipOutputStream(file)) {
            entries.putNextEntry(new ZipEntry("bootstrap"));
            entries.write(BOOTSTRAP.getBytes(StandardCharsets.UTF_8));
        }
    }

    private static String read(String url) throws IOException, InterruptedException {
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(URI.create(url)).build(), BodyHandlers.ofString())
                .body();
    }
}
