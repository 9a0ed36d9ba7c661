package dev.tally.localstack.lambda;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;

/** The command line and the variables of a function's process, as in AWS's Java runtime or {@code provided.al2023}. */
final class FunctionProcess {

    /** Skips the verification of freshly compiled classes, which would take a third of the start-up. */
    static final String UNVERIFIED = "-XX:-BytecodeVerificationRemote";

    /** Options that favour a short start-up over a high peak, like those of Lambda's Java runtimes. */
    static final List<String> JVM_OPTIONS = List.of(
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-Xshare:auto",
            "-XX:+UnlockDiagnosticVMOptions",
            UNVERIFIED,
            "-Djava.net.preferIPv4Stack=true");

    /**
     * Lets JBoss Threads reset thread-local variables. From Java 24 on, each thread of its pools fails at its end without
     * this option. Terraform sets it for such a runtime.
     */
    static final String OPENS_THREADS = "--add-opens=java.base/java.lang=ALL-UNNAMED";

    /** Allows the runtime interface client to load its library. From Java 24 on, Java warns otherwise. */
    static final String LOADS_LIBRARIES = "--enable-native-access=ALL-UNNAMED";

    private static final int CLOSED_SINCE = 24;

    /** Connects the function's hooks for snapshots with the runtime, as Lambda's Java runtimes do. */
    private static final String SNAPSHOT_HOOKS = "-Dorg.crac.Core.Compat=com.amazonaws.services.lambda.crac";

    // https://docs.aws.amazon.com/lambda/latest/dg/java-customization.html
    private static final String TOOL_OPTIONS = "JAVA_TOOL_OPTIONS";

    // Ctrl-C and a closed terminal signal the whole process group. Functions ignore these signals, because the stack
    // stops them in order. A JVM keeps ignoring the signals that were ignored at its start.
    //
    // `cat` copies the input of the process to its output. ProcessLog needs this.
    private static final List<String> SHELL =
            List.of("sh", "-c", "trap '' INT HUP; exec 3<&0 </dev/null; cat <&3 & exec 3<&-; exec \"$@\"", "sh");

    private static final int HEAP_PERCENT_OF_MEMORY = 80;
    private static final int INITIAL_HEAP_DIVISOR = 64;
    private static final List<String> INHERITED = List.of("PATH", "HOME", "LANG");

    private final FunctionDeployment function;
    private final Path task;
    private final Path scratch;
    private final FunctionRuntime.Program runtime;
    private final LambdaSettings settings;
    private final AtomicBoolean started = new AtomicBoolean();

    FunctionProcess(
            FunctionDeployment function,
            Path task,
            Path scratch,
            FunctionRuntime.Program runtime,
            LambdaSettings settings) {
        this.function = function;
        this.task = task;
        this.scratch = scratch;
        this.runtime = runtime;
        this.settings = settings;
    }

    Process start(int runtimeApiPort, Instant now) throws IOException {
        List<String> command = new ArrayList<>(SHELL);
        command.addAll(command());
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(task.toFile()).redirectErrorStream(true);
        Map<String, String> variables = builder.environment();
        variables.keySet().retainAll(INHERITED);
        variables.put("TZ", ":UTC");
        variables.put("TMPDIR", scratch.toString());
        variables.putAll(function.environment());
        variables.remove(TOOL_OPTIONS);
        variables.putAll(reserved(runtimeApiPort, now));
        Process process = builder.start();
        Watchdog.guard(process);
        return process;
    }

    List<String> command() {
        return isNative() ? List.of(bootstrap().toString()) : javaCommand();
    }

    private boolean isNative() {
        return Files.exists(bootstrap());
    }

    private Path bootstrap() {
        return task.resolve(TaskDirectory.BOOTSTRAP);
    }

    private List<String> javaCommand() {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(JVM_OPTIONS);
        command.addAll(optionsOf(Runtime.version().feature()));
        command.add(SNAPSHOT_HOOKS);
        // The JVM's default is a share of the memory, which is the function's on Lambda and the whole machine's here.
        command.add("-Xms" + function.memoryMegabytes() / INITIAL_HEAP_DIVISOR + "m");
        command.add("-Xmx" + function.memoryMegabytes() * HEAP_PERCENT_OF_MEMORY / 100 + "m");
        command.addAll(runtime.options());
        command.add("-Djava.io.tmpdir=" + scratch);
        command.addAll(toolOptions());
        command.addAll(function.jvmOptions());
        command.addAll(List.of("-cp", classPath(), runtime.mainClass(), function.handler()));
        // The runtime ignores the name. It is for lists of processes.
        command.add(function.name());
        return command;
    }

    /** Returns the options that a version of Java needs besides. */
    static List<String> optionsOf(int version) {
        return version < CLOSED_SINCE ? List.of() : List.of(OPENS_THREADS, LOADS_LIBRARIES);
    }

    /** Returns the function's own options. Here they override those of the runtime, in the variable they would not. */
    private List<String> toolOptions() {
        String options = function.environment().getOrDefault(TOOL_OPTIONS, "").strip();
        return options.isEmpty() ? List.of() : List.of(options.split("\\s+"));
    }

    private String classPath() {
        return String.join(File.pathSeparator, task.toString(), task.resolve("lib") + "/*", runtime.classPath());
    }

    // https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html#configuration-envvars-runtime
    private Map<String, String> reserved(int runtimeApiPort, Instant now) {
        Map<String, String> variables = new HashMap<>(Map.of(
                "AWS_LAMBDA_RUNTIME_API",
                "127.0.0.1:" + runtimeApiPort,
                "_HANDLER",
                function.handler(),
                "LAMBDA_TASK_ROOT",
                task.toString(),
                "AWS_LAMBDA_FUNCTION_NAME",
                function.name(),
                "AWS_LAMBDA_FUNCTION_VERSION",
                function.version(),
                "AWS_LAMBDA_FUNCTION_MEMORY_SIZE",
                Integer.toString(function.memoryMegabytes()),
                "AWS_LAMBDA_INITIALIZATION_TYPE",
                initializationType(),
                "AWS_LAMBDA_LOG_GROUP_NAME",
                "/aws/lambda/" + function.name(),
                "AWS_LAMBDA_LOG_STREAM_NAME",
                logStream(now)));
        variables.put("AWS_REGION", settings.region());
        variables.put("AWS_DEFAULT_REGION", settings.region());
        variables.put("AWS_EXECUTION_ENV", "AWS_Lambda_" + LambdaHost.RUNTIME);
        if (function.concurrencyPerEnvironment() > 1) {
            variables.put("AWS_LAMBDA_MAX_CONCURRENCY", Integer.toString(function.concurrencyPerEnvironment()));
        }
        return variables;
    }

    /**
     * Returns the type for the next process. With SnapStart, environments are primed and start fast. Here the first
     * process primes itself, because the stack waits until it is ready. Later ones start fast, because invocations wait
     * for them.
     */
    private String initializationType() {
        return started.getAndSet(true) || isNative() ? "on-demand" : "snap-start";
    }

    // https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs.html
    private String logStream(Instant now) {
        String day = now.toString().substring(0, 10).replace('-', '/');
        String environment = UUID.randomUUID().toString().replace("-", "");
        return day + "/[" + function.version() + "]" + environment;
    }
}
