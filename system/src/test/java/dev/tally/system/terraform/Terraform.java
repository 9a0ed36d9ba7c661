package dev.tally.system.terraform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import dev.tally.system.kit.Programs;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Terraform's command line in a copy of {@code infra}, so that the user's state and plug-ins do not change. */
final class Terraform {

    private static final Path PROVIDER = Path.of("registry.terraform.io", "hashicorp", "aws");
    private static final long TIMEOUT_MINUTES = 5;

    /** Less garbage collection in Terraform and its provider, which saves a third of their processor time. */
    static final Map<String, String> LESS_COLLECTION = Map.of("GOGC", "400");

    private final String executable;
    private final Path directory;

    private Terraform(String executable, Path directory) {
        this.executable = executable;
        this.directory = directory;
    }

    /** The exit code and the output of a command. */
    record Result(int exit, String output) {

        String successful() {
            assertThat(exit).as(output).isZero();
            return output;
        }
    }

    /** Copies and initializes the root. Skips the test with a message if Terraform or its provider is not available. */
    static Terraform ready(Path root, Path workspace) throws IOException {
        String executable = Programs.onPath("terraform")
                .map(Path::toString)
                .orElseGet(() -> skip("it is not on the PATH; install Terraform 1.11 or newer: "
                        + "https://developer.hashicorp.com/terraform/install"));
        copy(root.resolve("infra"), workspace.resolve("infra"));
        for (String function : List.of("press", "aggregator", "broadcaster")) {
            writePackages(workspace.resolve(Path.of("functions", function, "target")));
        }
        Terraform terraform = new Terraform(executable, workspace.resolve(Path.of("infra", "terraform")));
        terraform.init();
        return terraform.in("web").init().in("..");
    }

    /** Writes a package for the JVM and a native one. They are small, because their content does not matter here. */
    private static void writePackages(Path target) throws IOException {
        Files.createDirectories(target.resolve("native"));
        for (String zip : List.of("function.zip", "native/function.zip")) {
            try (ZipOutputStream entries = new ZipOutputStream(Files.newOutputStream(target.resolve(zip)))) {
                entries.putNextEntry(new ZipEntry("bootstrap"));
            }
        }
    }

    Terraform in(String subdirectory) {
        return new Terraform(executable, directory.resolve(subdirectory).normalize());
    }

    Result run(String... arguments) {
        return run(Map.of(), arguments);
    }

    Result run(Map<String, String> environment, String... arguments) {
        // Other tests run at the same time, and have short time-outs.
        List<String> command = new ArrayList<>(List.of("nice", executable));
        command.addAll(List.of(arguments));
        try {
            return run(environment, command);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    private Result run(Map<String, String> environment, List<String> command) throws IOException, InterruptedException {
        Path output = Files.createTempFile(directory, "output", ".txt");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        // The user's own settings must not change the test.
        builder.environment().keySet().removeIf(name -> name.startsWith("TF_") || name.startsWith("AWS_"));
        builder.environment().putAll(LESS_COLLECTION);
        builder.environment().putAll(environment);
        Process process = builder.start();
        try {
            assertThat(process.waitFor(TIMEOUT_MINUTES, TimeUnit.MINUTES))
                    .as("%s within %d minutes", command, TIMEOUT_MINUTES)
                    .isTrue();
        } finally {
            process.destroyForcibly();
        }
        return new Result(process.exitValue(), Files.readString(output));
    }

    /** Initializes the directory, as {@link #ready} does for the root. */
    Terraform init() {
        List<String> command = new ArrayList<>(List.of("init", "-input=false", "-no-color"));
        plugins().ifPresent(found -> command.add("-plugin-dir=" + found));
        Result result = run(command.toArray(String[]::new));
        if (result.exit() != 0 && result.output().contains("Failed to query available provider packages")) {
            skip("its AWS provider cannot be downloaded; set TF_PLUGIN_DIR to a directory that has it");
        }
        result.successful();
        return this;
    }

    /** Returns a directory of plug-ins that saves the download: {@code TF_PLUGIN_DIR}, or one in the usual places. */
    static Optional<Path> plugins() {
        Optional<Path> given =
                Optional.ofNullable(System.getenv("TF_PLUGIN_DIR")).map(Path::of);
        return given.or(() -> Stream.of(Path.of("/opt"), Path.of("/usr/share"), Path.of("/usr/local/share"))
                .flatMap(Terraform::childrenOf)
                .filter(directory -> Files.isDirectory(directory.resolve(PROVIDER)))
                .findFirst());
    }

    private static Stream<Path> childrenOf(Path directory) {
        try (Stream<Path> children = Files.list(directory)) {
            return Stream.concat(Stream.of(directory), children.toList().stream());
        } catch (IOException unreadable) {
            return Stream.empty();
        }
    }

    private static String skip(String reason) {
        System.err.println("SKIPPED: tests of infra/terraform: " + reason);
        return abort(reason);
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.filter(Terraform::isSource).toList()) {
                Path target = to.resolve(from.relativize(file));
                Files.createDirectories(target.getParent());
                // The links in module/ are relative.
                Files.copy(file, target, LinkOption.NOFOLLOW_LINKS);
            }
        }
    }

    private static boolean isSource(Path file) {
        String name = file.getFileName().toString();
        return (Files.isRegularFile(file) || Files.isSymbolicLink(file))
                && !file.toString().contains("/.terraform")
                && (Files.isSymbolicLink(file)
                        || name.endsWith(".tf")
                        || name.endsWith(".hcl")
                        || name.endsWith(".yaml")
                        || name.equals("localstack.tfvars")
                        || file.toString().contains("/tests/"));
    }
}
