package dev.tally.localstack.lambda;

import com.amazonaws.services.lambda.runtime.LambdaRuntime;
import com.amazonaws.services.lambda.runtime.api.client.AWSLambda;
import com.amazonaws.services.lambda.runtime.serialization.PojoSerializer;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.utilslite.SdkInternalThreadLocal;

/** The jars of AWS's Java runtime interface client and its dependencies, found on the host's own class path. */
final class RuntimeJars {

    private static final Map<Class<?>, String> ARTIFACTS = Map.of(
            AWSLambda.class, "aws-lambda-java-runtime-interface-client",
            LambdaRuntime.class, "aws-lambda-java-core",
            PojoSerializer.class, "aws-lambda-java-serialization",
            SdkInternalThreadLocal.class, "utils-lite");

    private RuntimeJars() {}

    /**
     * Returns the jars as a class path.
     *
     * @throws IllegalStateException if a jar is missing
     */
    static String classPath() {
        return ARTIFACTS.entrySet().stream()
                .map(artifact -> locate(artifact.getKey(), artifact.getValue()).toString())
                .sorted()
                .collect(Collectors.joining(File.pathSeparator));
    }

    private static Path locate(Class<?> type, String artifact) {
        Path jar = codeSource(type);
        return jar != null ? jar : packaged(artifact, libraries());
    }

    private static @Nullable Path codeSource(Class<?> type) {
        CodeSource source = type.getProtectionDomain().getCodeSource();
        return source == null || source.getLocation() == null
                ? null
                : fileOf(source.getLocation().toString());
    }

    /** Returns the file of a {@code file:} or {@code jar:file:...!/} URL, null if it does not exist. */
    static @Nullable Path fileOf(String url) {
        String file = url.startsWith("jar:") ? url.substring("jar:".length()).replaceFirst("!/.*$", "") : url;
        if (!file.startsWith("file:")) {
            return null;
        }
        Path path = Path.of(URI.create(file.replace(" ", "%20")));
        return Files.exists(path) ? path : null;
    }

    /** Returns a jar of a packaged Quarkus application, which has the name {@code <group>.<artifact>-<version>.jar}. */
    static Path packaged(String artifact, Path libraries) {
        try (Stream<Path> jars = Files.list(libraries)) {
            return jars.filter(jar -> jar.getFileName().toString().matches(".*\\." + artifact + "-\\d.*"))
                    .findFirst()
                    .orElseThrow(() -> missing(artifact, libraries));
        } catch (IOException noDirectory) {
            throw missing(artifact, libraries);
        }
    }

    /** Returns the directory beside {@code quarkus-run.jar}, which then is the whole class path. */
    private static Path libraries() {
        return Path.of(System.getProperty("java.class.path")).toAbsolutePath().resolveSibling(Path.of("lib", "main"));
    }

    private static IllegalStateException missing(String artifact, Path libraries) {
        return new IllegalStateException(artifact + ".jar is neither on the class path nor in " + libraries
                + ": functions need it; build the stack again with: make build");
    }
}
