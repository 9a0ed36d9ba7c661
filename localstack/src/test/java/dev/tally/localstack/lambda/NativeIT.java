package dev.tally.localstack.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tally.localstack.spec.StackSpec;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The start of every function from its native package, as on Lambda. Skipped if there are no native packages. */
class NativeIT {

    private static final boolean REQUIRED = Boolean.getBoolean("native.required");

    private final Vertx vertx = Vertx.vertx();
    private final LambdaHost host = new LambdaHost(vertx, LambdaSettings.defaults());

    @AfterAll
    static void reportMissingPackages() {
        if (!Files.exists(zip("press"))) {
            System.err.println(
                    "SKIPPED: no native packages found; build them with make build-native, which needs GraalVM or Docker");
        }
    }

    @ParameterizedTest
    @MethodSource("dev.tally.localstack.lambda.SpecifiedFunctions#withAnEventAndItsAnswer")
    void invoke_nativePackage_answers(String name, String event, String expected) throws Exception {
        Assumptions.assumeTrue(
                REQUIRED || Files.exists(zip(name)), "no native package; build it with make build-native");
        assertThat(zip(name)).as("native package of make build-native").exists();
        try {
            host.deploy(deployment(name));
            assertThat(host.invoke(name, Buffer.buffer(event))
                            .toCompletableFuture()
                            .get(30, TimeUnit.SECONDS)
                            .payload()
                            .toString())
                    .contains(expected);
        } finally {
            host.close();
            Await.on("closing Vert.x", vertx.close());
        }
    }

    private static FunctionDeployment deployment(String name) {
        StackSpec.Function function = SpecifiedFunctions.named(name);
        Map<String, String> environment = SpecifiedFunctions.environment(function, "http://127.0.0.1:1");
        environment.put("DISABLE_SIGNAL_HANDLERS", "true");
        return new FunctionDeployment(
                name,
                zip(name),
                function.handler(),
                function.memoryMegabytes(),
                Duration.ofSeconds(function.timeoutSeconds()),
                environment,
                1,
                1,
                List.of());
    }

    private static Path zip(String name) {
        return SpecifiedFunctions.ROOT
                .resolve(SpecifiedFunctions.named(name).artifact())
                .resolveSibling("native")
                .resolve("function.zip");
    }
}
