package dev.tally.localstack.lambda;

import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Deployments of {@link TestFunction}. */
final class TestFunctions {

    /** A time-out that is long enough for a busy machine. */
    static final Duration TIMEOUT = Duration.ofSeconds(30);

    private TestFunctions() {}

    static Path zip(Path directory) throws IOException {
        Path zip = directory.resolve("function.zip");
        String entry = TestFunction.class.getName().replace('.', '/') + ".class";
        try (OutputStream file = Files.newOutputStream(zip);
                ZipOutputStream entries = new ZipOutputStream(file);
                InputStream compiled = Objects.requireNonNull(
                        TestFunction.class.getClassLoader().getResourceAsStream(entry))) {
            entries.putNextEntry(new ZipEntry(entry));
            compiled.transferTo(entries);
        }
        return zip;
    }

    static FunctionDeployment one(String name, Path zip) {
        return of(name, zip, TIMEOUT, Map.of(), 1, 1);
    }

    static FunctionDeployment of(
            String name,
            Path zip,
            Duration timeout,
            Map<String, String> environment,
            int maxEnvironments,
            int concurrency) {
        return new FunctionDeployment(
                name,
                zip,
                TestFunction.class.getName() + "::handleRequest",
                256,
                timeout,
                environment,
                maxEnvironments,
                concurrency,
                List.of());
    }

    static Buffer event(String command) {
        return Buffer.buffer('"' + command + '"');
    }
}
