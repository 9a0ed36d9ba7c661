package dev.tally.localstack.lambda;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * The code and configuration of one version of a function.
 *
 * @param version {@code $LATEST}, or the number of a published version
 * @param description of a published version
 * @param zip the artifact: classes and resources at its root, jars in {@code lib/}
 * @param handler {@code package.Class::method}
 * @param timeout the maximum duration of an invocation, at most 15 minutes
 * @param environment the function's own variables, overridden by Lambda's reserved ones
 * @param maxEnvironments the maximum number of its processes
 * @param concurrencyPerEnvironment the maximum number of concurrent invocations in one process
 * @param jvmOptions JVM options of its processes, after those of the managed runtime
 */
public record FunctionDeployment(
        String name,
        String version,
        String description,
        Path zip,
        String handler,
        int memoryMegabytes,
        Duration timeout,
        Map<String, String> environment,
        int maxEnvironments,
        int concurrencyPerEnvironment,
        List<String> jvmOptions) {

    private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9_-]{1,64}");

    // https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
    private static final int MIN_MEMORY = 128;
    private static final int MAX_MEMORY = 10_240;
    private static final Duration MAX_TIMEOUT = Duration.ofMinutes(15);

    /** @throws IllegalArgumentException if a value breaks a rule of Lambda; the message names the value */
    public FunctionDeployment {
        require(NAME.matcher(name).matches(), "name", name, "1 to 64 letters, digits, '-' and '_'");
        require(
                memoryMegabytes >= MIN_MEMORY && memoryMegabytes <= MAX_MEMORY,
                "memoryMegabytes",
                memoryMegabytes,
                "128 to 10240");
        require(
                timeout.compareTo(Duration.ZERO) > 0 && timeout.compareTo(MAX_TIMEOUT) <= 0,
                "timeout",
                timeout,
                "more than 0 and at most 15 minutes");
        require(maxEnvironments >= 1, "maxEnvironments", maxEnvironments, "1 or more");
        require(concurrencyPerEnvironment >= 1, "concurrencyPerEnvironment", concurrencyPerEnvironment, "1 or more");
        environment = Map.copyOf(environment);
        jvmOptions = List.copyOf(jvmOptions);
    }

    /** Creates the version {@code $LATEST}. */
    public FunctionDeployment(
            String name,
            Path zip,
            String handler,
            int memoryMegabytes,
            Duration timeout,
            Map<String, String> environment,
            int maxEnvironments,
            int concurrencyPerEnvironment,
            List<String> jvmOptions) {
        this(
                name,
                FunctionName.LATEST,
                "",
                zip,
                handler,
                memoryMegabytes,
                timeout,
                environment,
                maxEnvironments,
                concurrencyPerEnvironment,
                jvmOptions);
    }

    /** Returns the same code and configuration as another version. */
    FunctionDeployment as(String otherVersion, String otherDescription) {
        return copy(otherVersion, otherDescription, zip);
    }

    /** Returns the same configuration with other code. */
    FunctionDeployment withZip(Path other) {
        return copy(version, description, other);
    }

    private FunctionDeployment copy(String itsVersion, String itsDescription, Path itsZip) {
        return new FunctionDeployment(
                name,
                itsVersion,
                itsDescription,
                itsZip,
                handler,
                memoryMegabytes,
                timeout,
                environment,
                maxEnvironments,
                concurrencyPerEnvironment,
                jvmOptions);
    }

    private static void require(boolean met, String property, Object value, String rule) {
        if (!met) {
            throw new IllegalArgumentException("a function's " + property + " must be " + rule + ", not " + value);
        }
    }
}
